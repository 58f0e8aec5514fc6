/** Whether a program of a Debian package is there and may be started; says so where not. */
export async function hasProgram(name: string, packageName: string): Promise<boolean> {
  const { state } = await Deno.permissions.query({ name: "run", command: name });
  if (state === "granted") {
    try {
      await new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" }).output();
      return true;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  const why = state === "granted" ? `apt-get install ${packageName}` : `--allow-run=${name}`;
  console.log(`${name} can't be started, so its tests are left out: ${why}`);
  return false;
}

/** A port of this machine that nobody listens on. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Asks again until something is so. @throws if it is not within so many seconds */
export async function eventually(what: string, seconds: number, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  while (!await isSo()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
