import { LAB_OPTIONS, startLab } from "./workspace.ts";

const START_SECONDS = 60;
const STOP_SECONDS = 15;

/** A running JupyterLab. */
export interface LabServer {
  /** URL, with a trailing slash. */
  readonly url: string;
  readonly token: string;
  /**
   * Waits until it responds.
   *
   * @throws {Error} if it ends or does not respond within a minute
   */
  ready(): Promise<void>;
  /** Stops the kernels, which each notebook that is opened starts. */
  stopKernels(): Promise<void>;
  /** Stops the server and its kernels. */
  stop(): Promise<void>;
}

/** Settings that keep the notebooks on the disk unchanged and render whole notebooks. */
function settingsFor(theme: string): Record<string, unknown> {
  return {
    "apputils-extension/themes": { theme },
    "apputils-extension/notification": { fetchNews: "false", checkForUpdates: false },
    "docmanager-extension/plugin": { autosave: false },
    "notebook-extension/tracker": { windowingMode: "none", scrollPastEnd: false },
  };
}

async function writeSettings(folder: string, theme: string): Promise<void> {
  for (const [name, settings] of Object.entries(settingsFor(theme))) {
    const path = `${folder}/@jupyterlab/${name}.jupyterlab-settings`;
    await Deno.mkdir(path.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(path, JSON.stringify(settings));
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/**
 * Starts a separate JupyterLab on a free port, with a token.
 *
 * @param options.folder for its runtime files and settings
 * @param options.log path of its log
 * @param options.root folder that it shows, default: the project
 * @param options.env folders of Jupyter that are not those of the project
 */
export async function startServer(
  { folder, log, theme, root = ".", env = {} }: {
    folder: string;
    log: string;
    theme: string;
    root?: string;
    env?: Record<string, string>;
  },
): Promise<LabServer> {
  await writeSettings(`${folder}/settings`, theme);
  const port = freePort();
  const token = crypto.randomUUID();
  const child = await startLab({
    args: [
      "-m",
      "jupyterlab",
      "--no-browser",
      // The root user of a container may run it too.
      "--allow-root",
      "--ServerApp.ip=127.0.0.1",
      `--ServerApp.port=${port}`,
      "--ServerApp.port_retries=0",
      `--ServerApp.root_dir=${root}`,
      ...LAB_OPTIONS,
      "--MultiKernelManager.default_kernel_name=deno",
      `--LabApp.user_settings_dir=${folder}/settings`,
      `--LabApp.workspaces_dir=${folder}/workspaces`,
      "--LabApp.extension_manager=readonly",
      // A check changes the theme by a command.
      "--LabApp.expose_app_in_browser=True",
      `--AsyncFileCheckpoints.checkpoint_dir=${folder}/checkpoints`,
    ],
    // Not passed as an argument, which every user of the machine can read.
    env: { JUPYTER_TOKEN: token, JUPYTER_RUNTIME_DIR: `${folder}/runtime`, ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
  const logged = Deno.open(log, { write: true, create: true, truncate: true })
    .then((file) => child.stderr.pipeTo(file.writable));
  const url = `http://127.0.0.1:${port}/`;
  return {
    url,
    token,
    ready: async () => {
      const problem = await answer(`${url}api/kernelspecs?token=${token}`, child);
      if (problem !== undefined) throw new Error(`JupyterLab ${problem}: its log is ${log}`);
    },
    stopKernels: async () => {
      const kernels: { id: string }[] = await (await fetch(`${url}api/kernels?token=${token}`)).json();
      for (const { id } of kernels) {
        const reply = await fetch(`${url}api/kernels/${id}?token=${token}`, { method: "DELETE" });
        await reply.body?.cancel();
      }
    },
    stop: async () => {
      await stopChild(child);
      await logged;
    },
  };
}

/** Polls until there is a response; returns what is wrong if none comes. */
async function answer(url: string, child: Deno.ChildProcess): Promise<string | undefined> {
  let ended = false;
  child.status.then(() => ended = true);
  for (const deadline = Date.now() + START_SECONDS * 1000; Date.now() < deadline && !ended;) {
    const reply = await fetch(url).catch(() => undefined);
    await reply?.body?.cancel();
    if (reply?.ok) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return ended ? "ended at once" : `did not answer within ${START_SECONDS} s`;
}

/** Sends one SIGTERM, on which JupyterLab stops its kernels without asking back, and SIGKILL if that takes too long. */
async function stopChild(child: Deno.ChildProcess): Promise<void> {
  const timer = setTimeout(() => killQuietly(child, "SIGKILL"), STOP_SECONDS * 1000);
  killQuietly(child, "SIGTERM");
  await child.status;
  clearTimeout(timer);
}

/** Sends a signal; a process that has ended already is no error. */
function killQuietly(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
