import { checkOptions, objectWith } from "../../model/check_options.ts";
import type { Secret } from "../config/secret.ts";
import type { LiveLoop } from "../loop/loop.ts";
import { approvalPath } from "./approval_link.ts";
import { approveHandler } from "./approve.ts";
import { pageOf } from "./documents.ts";
import { createEventStream } from "./event_stream.ts";
import { respond, respondPage, respondText } from "./responses.ts";
import { type LinkMaker, sectionsOf } from "./sections.ts";
import { SCRIPT, STYLE } from "./style.ts";

/** Steps without a new one after which the loop is not healthy. */
const MAX_SILENT_STEPS = 3;

/** Addresses that only this machine reaches. */
const LOOPBACK: readonly string[] = ["127.0.0.1", "::1", "[::1]", "localhost"];

/** What the server serves. */
export interface PageOptions {
  /** What is shown, and decides. */
  readonly loop: LiveLoop;
  /** Where it listens; port 0 is a free one. */
  readonly listen: { readonly hostname: string; readonly port: number };
  /** Key that approvals are signed with. */
  readonly secret: Secret;
  /** How an approval is decided from elsewhere, in words, by its name. */
  readonly decideText?: (id: string) => string;
  /** Metrics in the text format, with their content type; without it there is no `/metrics`. */
  readonly metrics?: (request: Request) => Promise<Response>;
  /** Further paths: each answers requests whose path begins with it. */
  readonly routes?: Readonly<Record<string, (request: Request) => Promise<Response>>>;
}

/** A server that runs. */
export interface PageServer {
  /** As `http://127.0.0.1:8940`. */
  readonly url: string;
  /** Tells browsers what has changed. */
  update(): void;
  /** Stops. */
  close(): Promise<void>;
}

/** Makes links for a page on an address. Whoever reaches one that isn't of this machine alone may look; deciding takes a link from the command line. */
export function linkMaker(hostname: string, secret: Secret): LinkMaker {
  return ({ id, untilSeconds }, decision) =>
    LOOPBACK.includes(hostname) ? approvalPath(secret, { id, decision, expires: untilSeconds }) : undefined;
}

const OPTIONS = objectWith<PageOptions>({ loop: "object", listen: "object", secret: "object" });

/**
 * Serves the page, its events, approvals, `/healthz` and what else there is.
 *
 * @throws {UsageError} without a loop, an address or a secret
 */
export function servePage(options: PageOptions): PageServer {
  const { loop, listen, secret, metrics, decideText, routes = {} } = checkOptions(
    "servePage",
    OPTIONS,
    options,
  );
  const stream = createEventStream();
  const isLoopback = LOOPBACK.includes(listen.hostname);
  const linkTo = linkMaker(listen.hostname, secret);
  const sections = () => sectionsOf(loop.view(), { linkTo, ...(decideText && { decideText }) });
  const approve = approveHandler({
    secret,
    now: () => loop.view().nowSeconds,
    pending: () => loop.view().approvals.filter(({ approvedBy }) => approvedBy === null),
    decide: loop.decide,
  });

  function health(): Response {
    const { course, nowSeconds, stepSeconds, isUnwritable } = loop.view();
    if (isUnwritable) return respondText("audit log or state can't be written", 503);
    // A clock that was set back leaves the last step in the future, which tells as little of a loop that runs.
    const since = Math.abs(nowSeconds - (course.at(-1)?.atSeconds ?? nowSeconds));
    return since > MAX_SILENT_STEPS * stepSeconds + stepSeconds
      ? respondText(`no step for ${Math.round(since)} s`, 503)
      : respondText("ok");
  }

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    // A name that a foreign page has pointed at this machine.
    if (isLoopback && !LOOPBACK.includes(url.hostname)) return respondText("unknown host", 421);
    if (url.pathname === "/approve") return await approve(request, url);
    const further = Object.keys(routes).find((path) =>
      url.pathname === path || url.pathname.startsWith(`${path}/`)
    );
    if (further !== undefined) return await routes[further]!(request);
    if (request.method !== "GET" && request.method !== "HEAD") return respondText("only GET", 405);
    switch (url.pathname) {
      case "/":
        return respondPage(pageOf(loop.view(), sections()));
      case "/live.css":
        return respond(STYLE, { type: "text/css; charset=utf-8" });
      case "/live.js":
        return respond(SCRIPT, { type: "text/javascript; charset=utf-8" });
      case "/events":
        return stream.open();
      case "/healthz":
        return health();
      case "/metrics":
        return metrics === undefined ? respondText("no metrics", 404) : await metrics(request);
      default:
        return respondText("not found", 404);
    }
  }

  const server = Deno.serve({
    ...listen,
    onListen: () => {},
    onError: () => respondText("the server failed", 500),
  }, answer);
  const { hostname, port } = server.addr as Deno.NetAddr;
  return {
    url: `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`,
    update: () => stream.send(sections()),
    close: async () => {
      stream.close();
      await server.shutdown();
    },
  };
}
