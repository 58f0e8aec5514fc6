import { main } from "./cli/main.ts";
import { shippedNotebooks } from "./notebooks/shipped.ts";
import { LAB_OPTIONS, runJupyter, trustNotebooks } from "./notebooks/workspace.ts";

const HELP = `Opens JupyterLab on the notebooks, with Deno's kernel.

Usage: deno task lab [options]

Options are JupyterLab's own, among them:
  --no-browser   open no window; the address is printed
  --port=8890    the port
  --help-all     all of them

Notebooks that are as they were committed are trusted, so that all their pictures and tables are there when they
are opened; others show them once they are run.

An interrupt ends the cell and keeps the kernel with its variables. The kernel sees an edit in lib/ after a restart
(Kernel > Restart Kernel).`;

/** Opens JupyterLab on the notebooks. @throws {UsageError} for a mistake in the arguments */
export async function lab(args: readonly string[]): Promise<void> {
  if (args.includes("--help") || args.includes("-h")) return console.log(HELP);
  await trustNotebooks(await shippedNotebooks("."));
  Deno.exitCode = await runJupyter("requirements-lab.txt", [
    "-m",
    "jupyterlab",
    ...LAB_OPTIONS,
    // The root is the project, so that the library can be read and edited next to the notebooks.
    "--ServerApp.root_dir=.",
    "--ServerApp.preferred_dir=notebooks",
    "--MultiKernelManager.default_kernel_name=deno",
    ...forRoot(args),
    ...args,
  ]);
}

/** JupyterLab refuses the root user, whom a container has, unless it is told. */
function forRoot(args: readonly string[]): string[] {
  return Deno.build.os !== "windows" && Deno.uid() === 0 && !args.includes("--allow-root")
    ? ["--allow-root"]
    : [];
}

if (import.meta.main) await main(lab);
