import { main } from "./cli/main.ts";
import { runJupyter } from "./notebooks/workspace.ts";

const HELP = `Opens JupyterLab on the notebooks, with Deno's kernel.

Usage: deno task lab [options]

Options are JupyterLab's own, among them:
  --no-browser   open no window; the address is printed
  --port=8890    the port
  --help-all     all of them

An interrupt ends the cell and keeps the kernel with its variables. The kernel sees an edit in lib/ after a restart
(Kernel > Restart Kernel).`;

/** Opens JupyterLab on the notebooks. @throws {UsageError} for a mistake in the arguments */
export async function lab(args: readonly string[]): Promise<void> {
  if (args.includes("--help") || args.includes("-h")) return console.log(HELP);
  Deno.exitCode = await runJupyter("requirements-lab.txt", [
    "-m",
    "jupyterlab",
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
