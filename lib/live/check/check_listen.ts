import type { LiveConfig } from "../config/schema.ts";
import type { CheckResult } from "./check_result.ts";

/** Looks whether the page's address is free. One that is in use while a loop holds the lease is that loop's. */
export function checkListen(
  { listen, files }: Pick<LiveConfig, "listen" | "files">,
  nowSeconds: number,
): CheckResult {
  const asked = "listen";
  const address = `${listen.hostname}:${listen.port}`;
  try {
    Deno.listen(listen).close();
    return { asked, verdict: "ok", text: `${address} is free` };
  } catch (error) {
    const text = listenTrouble(error, listen);
    const owner = ownerOf(files.lease, nowSeconds);
    return owner === undefined
      ? { asked, verdict: "wrong", text }
      : { asked, verdict: "note", text: `${text}; a loop with the same lease runs: ${owner}` };
  }
}

/** Why an address can't be listened on, and what to change. */
export function listenTrouble(error: unknown, { hostname, port }: LiveConfig["listen"]): string {
  const why = error instanceof Deno.errors.AddrInUse
    ? "it is in use"
    : error instanceof Deno.errors.AddrNotAvailable
    ? "this machine has no such address"
    : (error as Error).message;
  return `listen: cannot serve the page on ${hostname}:${port}: ${why}. Another loop needs a listen.port of its own`;
}

function ownerOf(lease: string, nowSeconds: number): string | undefined {
  try {
    const { owner, untilSeconds } = JSON.parse(Deno.readTextFileSync(lease));
    return untilSeconds > nowSeconds ? String(owner) : undefined;
  } catch {
    return undefined;
  }
}
