import { z } from "zod";

/** Whole seconds or parts of them, above 0 to a limit. */
export function seconds(most: number): z.ZodNumber {
  return z.number().gt(0).max(most);
}

/** An address of HTTP or HTTPS without a name or password, a query or a fragment; a slash at its end is dropped. */
export const httpUrl: z.ZodType<string, string> = z.string().refine(
  isPlainUrl,
  "must be an address as http://127.0.0.1:9090, without a password, a query or a fragment",
).overwrite((text) => text.replace(/\/+$/, ""));

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === "";
}

/** A path of a file. */
export const filePath: z.ZodString = z.string().min(1).max(4096);

/** The name of a service in a topology. */
export const serviceName: z.ZodString = z.string().min(1).max(200);
