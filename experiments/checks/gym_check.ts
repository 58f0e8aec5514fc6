/**
 * Checks the environment in Python by Gymnasium and Stable-Baselines3, in a virtual environment of its own in a temporary folder. Where Python
 * or the network is missing it says so and ends well.
 */

const CPU_WHEELS = "https://download.pytorch.org/whl/cpu";

/** Runs a program; whether it ended well. A program that is not there did not. */
function succeeds(program: string, args: readonly string[], stdout: "inherit" | "null" = "null"): boolean {
  try {
    return new Deno.Command(program, { args: [...args], stdout, stderr: stdout }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Runs the checks; returns the exit code. */
function gymCheck(folder: string): number {
  const venv = `${folder}/venv`;
  const python = Deno.build.os === "windows" ? `${venv}/Scripts/python.exe` : `${venv}/bin/python`;
  const skip = (why: string) => {
    console.log(`skipped: ${why}`);
    return 0;
  };
  if (!succeeds("python3", ["-m", "venv", venv])) return skip("python3 with venv is not here");
  const pip = ["-m", "pip", "install", "--quiet", "--no-cache-dir"];
  const installed = succeeds(python, [...pip, "torch", "--index-url", CPU_WHEELS]) &&
    succeeds(python, [...pip, "stable-baselines3==2.9.2", "gymnasium==1.4.0"]);
  if (!installed) return skip("pip can't fetch Stable-Baselines3");
  return succeeds(python, ["-B", "python/test_aiops_gym.py"], "inherit") ? 0 : 1;
}

const folder = Deno.makeTempDirSync();
try {
  Deno.exitCode = gymCheck(folder);
} finally {
  Deno.removeSync(folder, { recursive: true });
}
