/**
 * `deno task lab [OPTION...]`: opens JupyterLab on the notebooks, with Deno's kernel. Options are JupyterLab's own, such as
 * `--no-browser` and `--port=8890`.
 * @module
 */
import { main } from "./cli/main.ts";
import { runJupyter } from "./notebooks/workspace.ts";

await main(async () => {
  Deno.exitCode = await runJupyter("requirements-lab.txt", [
    "-m",
    "jupyterlab",
    // The root is the project, so that the library can be read and edited beside the notebooks.
    "--ServerApp.root_dir=.",
    "--ServerApp.preferred_dir=notebooks",
    "--MultiKernelManager.default_kernel_name=deno",
    ...Deno.args,
  ]);
});
