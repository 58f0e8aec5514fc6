import { startLab } from "./workspace.ts";

const START_SECONDS = 60;
const STOP_SECONDS = 15;

/** A running JupyterLab. */
export interface LabServer {
  /** With the slash at its end. */
  readonly url: string;
  readonly token: string;
  /** Ends the server and its kernels. */
  stop(): Promise<void>;
}

/** Settings that leave the notebooks on the disk alone and put a whole notebook into the page. */
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
 * Starts a JupyterLab of its own on a free port, with a token, and waits until it answers.
 *
 * @param folder where its run time and its settings go
 * @param log the path of what it says
 * @throws {Error} if it ends or does not answer within a minute
 */
export async function startServer(
  { folder, log, theme }: { folder: string; log: string; theme: string },
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
      "--ServerApp.root_dir=.",
      "--MultiKernelManager.default_kernel_name=deno",
      `--LabApp.user_settings_dir=${folder}/settings`,
      `--LabApp.workspaces_dir=${folder}/workspaces`,
      "--LabApp.extension_manager=readonly",
      `--AsyncFileCheckpoints.checkpoint_dir=${folder}/checkpoints`,
    ],
    // Not an argument, which every user of the machine can read.
    env: { JUPYTER_TOKEN: token, JUPYTER_RUNTIME_DIR: `${folder}/runtime` },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
  const logged = Deno.open(log, { write: true, create: true, truncate: true })
    .then((file) => child.stderr.pipeTo(file.writable));
  const server = {
    url: `http://127.0.0.1:${port}/`,
    token,
    stop: async () => {
      await stopChild(child);
      await logged;
    },
  };
  try {
    await answer(server, child);
    return server;
  } catch (error) {
    await server.stop();
    throw new Error(`${(error as Error).message}: its log is ${log}`);
  }
}

async function answer({ url, token }: LabServer, child: Deno.ChildProcess): Promise<void> {
  let ended = false;
  child.status.then(() => ended = true);
  for (const deadline = Date.now() + START_SECONDS * 1000; Date.now() < deadline && !ended;) {
    const reply = await fetch(`${url}api/kernelspecs?token=${token}`).catch(() => undefined);
    await reply?.body?.cancel();
    if (reply?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(ended ? "JupyterLab ended at once" : `JupyterLab did not answer within ${START_SECONDS} s`);
}

/** Asks once, as JupyterLab ends its kernels then, and does not ask after a while. */
async function stopChild(child: Deno.ChildProcess): Promise<void> {
  const timer = setTimeout(() => killQuietly(child, "SIGKILL"), STOP_SECONDS * 1000);
  killQuietly(child, "SIGTERM");
  await child.status;
  clearTimeout(timer);
}

/** A program that has ended already can't be told to. */
function killQuietly(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
