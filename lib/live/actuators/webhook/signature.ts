import { createHmac, timingSafeEqual } from "node:crypto";

/** Header that holds the time of signing, in Unix seconds. */
export const TIMESTAMP_HEADER = "x-aiops-timestamp";
/** Header that holds the signature: `v1=` and HMAC-SHA256 of time, a full stop and the body, in hexadecimal. */
export const SIGNATURE_HEADER = "x-aiops-signature";
/** Header that holds the key by which a repetition is known. */
export const IDEMPOTENCY_HEADER = "idempotency-key";

/** The signature of a body at a time. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
}

/**
 * Whether a request comes from who knows the secret, and was signed a short while ago: for those who receive orders.
 *
 * @param secret that both sides know
 * @param request the two headers and the body as it came
 * @param options Unix seconds now, and how old or new a signature may be, in seconds (default 300)
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { signatureOf, verifySignature } from "./signature.ts";
 * const body = '{"action":{"kind":"restore"}}';
 * const request = { timestamp: "1000", signature: signatureOf("a secret", "1000", body), body };
 * strictEqual(verifySignature("a secret", request, { nowSeconds: 1060 }), true);
 * strictEqual(verifySignature("a secret", { ...request, body: "{}" }, { nowSeconds: 1060 }), false);
 * strictEqual(verifySignature("a secret", request, { nowSeconds: 9000 }), false);
 * ```
 */
export function verifySignature(
  secret: string,
  request: {
    /** The header with the time of sending, Unix seconds. */
    readonly timestamp: string;
    /** The header with the signature. */
    readonly signature: string;
    /** The body, byte by byte as it came. */
    readonly body: string;
  },
  options: {
    /** Unix seconds now. */
    readonly nowSeconds: number;
    /** How old or new a signature may be, in seconds. Default 300. */
    readonly toleranceSeconds?: number;
  },
): boolean {
  const { timestamp, signature, body } = request;
  const { nowSeconds, toleranceSeconds = 300 } = options;
  const age = Math.abs(nowSeconds - Number(timestamp));
  if (!/^\d+$/.test(timestamp) || !(age <= toleranceSeconds)) return false;
  const expected = new TextEncoder().encode(signatureOf(secret, timestamp, body));
  const found = new TextEncoder().encode(signature);
  return expected.length === found.length && timingSafeEqual(expected, found);
}
