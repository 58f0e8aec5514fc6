/**
 * Builds the Python package, installs it in a virtual environment of its own in a temporary folder, and runs its tests there. Where Python or a
 * registry is missing it says so and ends well; without Stable-Baselines3 the tests of training are left out, which pytest says.
 *
 *     deno task gym-check [PYTHON]    with PYTHON: the tests alone, by a Python in which the package is installed
 */
import { dirname } from "node:path";

const CPU_WHEELS = "https://download.pytorch.org/whl/cpu";
const TRAINING = ["stable-baselines3==2.9.2", "sb3-contrib==2.9.2", "onnx==1.23.2"];
const PIP = ["-m", "pip", "install", "--quiet", "--no-cache-dir"];
const PYTEST = ["-B", "-m", "pytest", "-p", "no:cacheprovider", "python/tests"];

/** Runs a program; whether it ended well. A program that is not there did not. */
function succeeds(program: string, args: readonly string[], shown = false): boolean {
  const output = shown ? "inherit" : "null";
  // The tests start this Deno.
  const PATH = `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}`;
  try {
    return new Deno.Command(program, { args: [...args], env: { PATH }, stdout: output, stderr: output })
      .outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Builds the package as it would be published, in a folder: the wheel from the source distribution. */
function wheelFrom(python: string, folder: string): string | undefined {
  if (!succeeds(python, ["-m", "build", "--outdir", folder, "python"])) return undefined;
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  return `${folder}/${names.find((name) => name.endsWith(".whl"))}`;
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
  if (!succeeds(python, [...PIP, "build==1.6.1", "hatchling==1.33.0"])) {
    return skip("pip can't fetch build and hatchling");
  }
  const wheel = wheelFrom(python, `${folder}/dist`);
  if (wheel === undefined) {
    console.error("the package can't be built: python3 -m build python");
    return 1;
  }
  if (!succeeds(python, [...PIP, `${wheel}[test]`, "gymnasium==1.4.0"])) {
    return skip("pip can't fetch Gymnasium");
  }
  const hasTraining =
    succeeds(python, [...PIP, "--retries", "0", "--extra-index-url", CPU_WHEELS, "torch==2.13.0+cpu"]) &&
    succeeds(python, [...PIP, ...TRAINING]);
  if (!hasTraining) console.log("pip can't fetch Stable-Baselines3, so the tests of training are left out");
  return succeeds(python, PYTEST, true) ? 0 : 1;
}

const [given] = Deno.args;
if (given !== undefined) {
  Deno.exitCode = succeeds(given, PYTEST, true) ? 0 : 1;
} else {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.exitCode = gymCheck(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
