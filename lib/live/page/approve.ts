import type { Secret } from "../config/secret.ts";
import type { ApprovalDecision, Decider, DecisionOutcome } from "../loop/acting/approvals.ts";
import type { Approval } from "../loop/state/state.ts";
import { type ApprovalClaim, isSigned, readClaim, signClaim } from "./approval_link.ts";
import { confirmationOf, messageOf } from "./documents.ts";
import { respondPage, respondText } from "./responses.ts";

/** Largest form, in bytes. */
const MAX_FORM_BYTES = 8192;
/** Name of the cookie that binds a form to the browser that asked for it; each form has its own, or the next one opened would make it invalid. */
const COOKIE = "aiops-form";
const MAX_NAME_LENGTH = 100;

/** What deciding needs. */
export interface ApproveOptions {
  readonly secret: Secret;
  /** Unix seconds now. */
  readonly now: () => number;
  readonly pending: () => readonly Approval[];
  readonly decide: (id: string, decision: ApprovalDecision, by: Decider) => DecisionOutcome;
}

/** Answers `/approve`: a GET with a signed link asks, a POST decides. */
export function approveHandler(options: ApproveOptions): (request: Request, url: URL) => Promise<Response> {
  return (request, url) => {
    if (request.method === "GET") return Promise.resolve(confirm(url, options));
    if (request.method === "POST") return decideByPost(request, options);
    return Promise.resolve(respondText("only GET and POST", 405));
  };
}

function confirm({ searchParams }: URL, { secret, now, pending }: ApproveOptions): Response {
  const claim = readClaim(searchParams);
  const signature = searchParams.get("signature") ?? "";
  if (claim === undefined || !isSigned(secret, claim, "link", signature)) return forged();
  const asked = pending().find(({ id }) => id === claim.id);
  if (asked === undefined || now() >= claim.expires) return late();
  const cookie = crypto.randomUUID();
  const name = cookieOf(secret, claim);
  const token = signClaim(secret, claim, `form ${cookie}`);
  return respondPage(confirmationOf(asked, claim, { signature, token }), 200, {
    "set-cookie": `${name}=${cookie}; HttpOnly; SameSite=Strict; Path=/approve; Max-Age=3600`,
  });
}

async function decideByPost(request: Request, options: ApproveOptions): Promise<Response> {
  const fields = await readForm(request);
  const claim = fields && readClaim(fields);
  if (claim === undefined) return forged();
  const through = channelOf(request, fields!, claim, options.secret);
  if (through === undefined) return forged();
  if (options.now() >= claim.expires) return late();
  const by = nameOf(fields!.get("by"));
  if (by === "") {
    return respondPage(messageOf("Who are you?", "The audit log needs a name: go back and give one."), 400);
  }
  const outcome = options.decide(claim.id, claim.decision, { by, through });
  if (outcome === "late") return late();
  if (through === "command line") return respondText(outcome);
  return respondPage(
    messageOf(
      `It is ${outcome}`,
      outcome === "approved"
        ? "It is carried out in the next step, if the limits still allow it."
        : "It is not carried out in this incident.",
    ),
  );
}

/** Through what a decision comes, if it is signed for that. */
function channelOf(
  request: Request,
  fields: URLSearchParams,
  claim: ApprovalClaim,
  secret: Secret,
): string | undefined {
  const bearer = request.headers.get("authorization")?.match(/^Bearer (\S+)$/)?.[1];
  if (bearer !== undefined) {
    return isSigned(secret, claim, "command line", bearer) ? "command line" : undefined;
  }
  const origin = request.headers.get("origin");
  if (origin !== null && origin !== new URL(request.url).origin) return undefined;
  const name = cookieOf(secret, claim);
  const cookie = request.headers.get("cookie")?.match(new RegExp(`(?:^|;\\s*)${name}=([\\w-]+)`))?.[1] ?? "";
  const isMeant = isSigned(secret, claim, "link", fields.get("signature") ?? "") &&
    isSigned(secret, claim, `form ${cookie}`, fields.get("token") ?? "");
  return isMeant && cookie !== "" ? "page" : undefined;
}

/** The name of the cookie of the form for a claim. */
function cookieOf(secret: Secret, claim: ApprovalClaim): string {
  return `${COOKIE}-${signClaim(secret, claim, "form cookie").slice(0, 16)}`;
}

async function readForm(request: Request): Promise<URLSearchParams | undefined> {
  if (Number(request.headers.get("content-length") ?? Infinity) > MAX_FORM_BYTES) return undefined;
  const text = await request.text();
  return text.length > MAX_FORM_BYTES ? undefined : new URLSearchParams(text);
}

/** A name as the audit log holds it: in one line. */
function nameOf(given: string | null): string {
  // deno-lint-ignore no-control-regex -- they are what is taken out
  return (given ?? "").replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, " ").trim().slice(
    0,
    MAX_NAME_LENGTH,
  );
}

function forged(): Response {
  return respondPage(messageOf("This link is not valid", "It was changed, or it is another system's."), 403);
}

function late(): Response {
  return respondPage(messageOf("It is too late", "This was decided before, or its time is over."), 410);
}
