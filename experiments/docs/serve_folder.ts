import { UsageError } from "../../lib/model/mod.ts";

/** Where it is served: this machine alone can reach it. */
const HOSTNAME = "127.0.0.1";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  json: "application/json",
};

/**
 * Serves the files of a folder on this machine until the signal is aborted.
 *
 * @throws {UsageError} if the port is taken
 */
export async function serveFolder(
  folder: string,
  { port, print, signal }: {
    readonly port: number;
    readonly print: (text: string) => void;
    readonly signal?: AbortSignal;
  },
): Promise<void> {
  const server = listen(folder, { port, print, ...(signal ? { signal } : {}) });
  await server.finished;
}

function listen(
  folder: string,
  { port, print, signal }: { port: number; print: (text: string) => void; signal?: AbortSignal },
): Deno.HttpServer {
  try {
    return Deno.serve({
      hostname: HOSTNAME,
      port,
      ...(signal ? { signal } : {}),
      onListen: (at) => print(`http://${HOSTNAME}:${at.port}/`),
    }, (request) => answer(folder, request));
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new UsageError(`The option --serve needs a free port, found ${port}, which is taken`);
    }
    throw error;
  }
}

/** A file of the folder; what leads out of it is not there. */
export async function answer(folder: string, request: Request): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return new Response(null, { status: 405 });
  const missing = () => new Response("There is no such page", { status: 404 });
  try {
    // The address is normalised, so that ".." is gone, but an escaped slash or dot may hide in it.
    const path = decodeURIComponent(new URL(request.url).pathname);
    if (path.split(/[\\/]/).includes("..")) return missing();
    const file = `${folder}${path}${path.endsWith("/") ? "index.html" : ""}`;
    const body = await Deno.readFile(file);
    const type = TYPES[file.split(".").at(-1)!] ?? "text/plain; charset=utf-8";
    return new Response(request.method === "HEAD" ? null : body, { headers: { "content-type": type } });
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) throw error;
    return missing();
  }
}
