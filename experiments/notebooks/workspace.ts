const VENV = ".venv";
const WINDOWS = Deno.build.os === "windows";
const SYSTEM_PYTHON = WINDOWS ? "python" : "python3";
const PYTHON = `${VENV}/${WINDOWS ? "Scripts/python.exe" : "bin/python"}`;
const RELAY = "experiments/notebooks/kernel/relay.py";
const KERNEL = `${VENV}/share/jupyter/kernels/deno`;

/** Keeps Jupyter inside of the project: the settings and kernels of the user are neither read nor written. */
function jupyterEnv(): Record<string, string> {
  const home = `${Deno.cwd()}/${VENV}`;
  return {
    IPYTHONDIR: `${home}/etc/ipython`,
    JUPYTER_CONFIG_DIR: `${home}/etc/jupyter`,
    JUPYTER_DATA_DIR: `${home}/share/jupyter`,
    JUPYTER_PLATFORM_DIRS: "1",
    JUPYTER_RUNTIME_DIR: `${home}/share/jupyter/runtime`,
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

function start(program: string, options: Deno.CommandOptions): Deno.ChildProcess {
  try {
    return new Deno.Command(program, { ...options, env: { ...jupyterEnv(), ...options.env } }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Error(`Cannot find the program ${program}`);
    throw error;
  }
}

/** Runs a program on this terminal and returns its exit code. */
function run(program: string, args: readonly string[]): Promise<number> {
  return endOf(start(program, { args: [...args], stdin: "inherit" }));
}

/** Waits for a program and forwards signals meanwhile, so that it can stop its kernels before this process ends. */
async function endOf(child: Deno.ChildProcess): Promise<number> {
  const signals: Deno.Signal[] = WINDOWS ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGHUP"];
  const handlers = signals.map((signal) => [signal, () => handOn(child, signal)] as const);
  for (const [signal, handler] of handlers) Deno.addSignalListener(signal, handler);
  const { code } = await child.status;
  for (const [signal, handler] of handlers) Deno.removeSignalListener(signal, handler);
  return code;
}

function handOn(child: Deno.ChildProcess, signal: Deno.Signal): void {
  // A terminal itself sends an interrupt to every foreground process.
  if (signal === "SIGINT" && Deno.stdin.isTerminal()) return;
  child.kill(signal);
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return "";
  }
}

/** A list of packages, together with the lists that it includes. */
async function wholeList(list: string): Promise<string> {
  const text = await Deno.readTextFile(`experiments/notebooks/${list}`);
  const included = [...text.matchAll(/^-r (\S+)$/gm)].map(([, name]) => wholeList(name!));
  return [text, ...await Promise.all(included)].join("");
}

/** Installs pinned Python packages into the environment of the project, once per state of the list. */
async function installPackages(list: string): Promise<void> {
  const wanted = await wholeList(list);
  const stamp = `${VENV}/${list}`;
  if (await readIfThere(stamp) === wanted) return;
  console.error("Installing Python packages for notebooks, once…");
  const made = await run(SYSTEM_PYTHON, ["-m", "venv", VENV]);
  if (made !== 0) {
    throw new Error("Cannot make a Python environment: is Python's venv module installed?");
  }
  const quiet = ["-qq", "--disable-pip-version-check", "--no-input"];
  const code = await run(PYTHON, ["-m", "pip", "install", ...quiet, "-r", `experiments/notebooks/${list}`]);
  if (code !== 0) {
    throw new Error("Cannot install the Python packages that notebooks need: is this Python 3.10 or later?");
  }
  await Deno.writeTextFile(stamp, wanted);
}

/**
 * How the kernel is started: Deno's own behind the relay. On Windows without it: there an interrupt ends code that runs, and a
 * cell that awaits something waits on.
 */
function kernelCommand(): { argv: string[]; interrupt_mode: "signal" | "message" } {
  if (WINDOWS) {
    return {
      argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
      interrupt_mode: "message",
    };
  }
  const home = Deno.cwd();
  return {
    argv: [`${home}/${PYTHON}`, `${home}/${RELAY}`, "{connection_file}", Deno.execPath()],
    interrupt_mode: "signal",
  };
}

/** Registers this Deno as a kernel; `deno jupyter --install` would do so in the home folder of the user. */
async function installKernel(): Promise<void> {
  await Deno.mkdir(KERNEL, { recursive: true });
  const spec = { ...kernelCommand(), display_name: "Deno", language: "typescript", env: { NO_COLOR: "1" } };
  await Deno.writeTextFile(`${KERNEL}/kernel.json`, JSON.stringify(spec, null, 2));
}

/**
 * What JupyterLab leaves to do: pictures are no wider than the page, and dark where it is; lines of text that are too long break between words.
 */
const STYLE = `.jp-OutputArea-output.jp-RenderedText pre { word-break: normal; overflow-wrap: anywhere; }
.jp-RenderedSVG img { max-width: 100%; height: auto; }
[data-jp-theme-light="false"] .jp-RenderedSVG img { color-scheme: dark; }
`;

/** Options of JupyterLab without which pictures don't fit its page. */
export const LAB_OPTIONS: readonly string[] = ["--LabApp.custom_css=True"];

/** Writes the style that `LAB_OPTIONS` make JupyterLab load. */
async function installStyle(): Promise<void> {
  const folder = `${jupyterEnv().JUPYTER_CONFIG_DIR}/custom`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/custom.css`, STYLE);
}

/**
 * Lets JupyterLab trust notebooks as they are: it shows neither SVG nor styles of others before they were run. Written into the environment of the
 * project only.
 *
 * @param paths notebooks, from the root
 * @param env Jupyter's folders, if others than those of the project
 */
export async function trustNotebooks(
  paths: readonly string[],
  { root = ".", env = {} }: { readonly root?: string; readonly env?: Record<string, string> } = {},
): Promise<void> {
  await installPackages("requirements-lab.txt");
  if (paths.length === 0) return;
  const args = ["experiments/notebooks/trust.py", ...paths.map((path) => `${root}/${path}`)];
  const { code } = await start(PYTHON, { args, env }).status;
  if (code !== 0) {
    console.error("note: the notebooks are not trusted: their pictures are PNGs until they are run");
  }
}

/** Runs Python with Jupyter and the Deno kernel, after setting both up if they are missing; returns its exit code. */
export async function runJupyter(list: string, args: readonly string[]): Promise<number> {
  await installPackages(list);
  await installKernel();
  await installStyle();
  return await run(PYTHON, args);
}

/** Starts Python with JupyterLab and the Deno kernel, after setting both up if they are missing. */
export async function startLab(options: Deno.CommandOptions): Promise<Deno.ChildProcess> {
  await installPackages("requirements-lab.txt");
  await installKernel();
  await installStyle();
  return start(PYTHON, options);
}
