import { createHmac, timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";
import type { Secret } from "../config/secret.ts";
import type { ApprovalDecision } from "../loop/acting/approvals.ts";

/** What a link says. */
export interface ApprovalClaim {
  /** The approval. */
  readonly id: string;
  /** What is decided. */
  readonly decision: ApprovalDecision;
  /** Unix seconds from which it counts no more. */
  readonly expires: number;
}

/** What a signature is for: a link that is sent, the form behind it, a call from the command line. None stands in for another. */
export type SignaturePurpose = "link" | `form ${string}` | "form cookie" | "command line";

/** Signs a claim with HMAC-SHA256. */
export function signClaim(
  secret: Secret,
  { id, decision, expires }: ApprovalClaim,
  purpose: SignaturePurpose,
): string {
  const text = JSON.stringify([purpose, id, decision, expires]);
  return createHmac("sha256", secret.reveal()).update(text).digest("base64url");
}

/** Whether a signature is that of a claim, in a time that doesn't tell how much of it is right. */
export function isSigned(
  secret: Secret,
  claim: ApprovalClaim,
  purpose: SignaturePurpose,
  signature: string,
): boolean {
  const expected = Buffer.from(signClaim(secret, claim, purpose));
  const found = Buffer.from(signature);
  return found.length === expected.length && timingSafeEqual(found, expected);
}

/** The path and query of a signed link. */
export function approvalPath(secret: Secret, claim: ApprovalClaim): string {
  const { id, decision, expires } = claim;
  const query = new URLSearchParams({
    id,
    decision,
    expires: String(expires),
    signature: signClaim(secret, claim, "link"),
  });
  return `/approve?${query}`;
}

/** Reads a claim from a query or a form; undefined where it is none. */
export function readClaim(fields: { get(name: string): unknown }): ApprovalClaim | undefined {
  const [id, decision, expires] = ["id", "decision", "expires"].map((name) => String(fields.get(name) ?? ""));
  if (!id || id.length > 500 || !/^\d{1,12}(\.\d{1,6})?$/.test(expires!)) return undefined;
  return decision === "approve" || decision === "reject"
    ? { id, decision, expires: Number(expires) }
    : undefined;
}
