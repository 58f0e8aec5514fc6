import type { LiveConfig } from "./schema.ts";
import type { HeaderValue, SecretReference } from "./secret.ts";

/** Ending of the file beside the audit log that keeps last lines which a crash cut off, one after the other. */
export const TORN_ENDING = ".torn";
/** Ending of the file that a file is written to before it takes the place of the old one. */
export const PART_ENDING = ".part";

/** Where the secrets of a configuration are kept. */
export function secretsOf({ source, actions, alertmanager, approval }: LiveConfig): SecretReference[] {
  const ofHeaders = (headers: Readonly<Record<string, HeaderValue>>) =>
    Object.values(headers).filter((value): value is SecretReference => typeof value !== "string");
  return [
    ...(source.type === "prometheus" ? ofHeaders(source.headers) : []),
    ...(alertmanager ? ofHeaders(alertmanager.headers) : []),
    ...(approval.secret ? [approval.secret] : []),
    ...actions.flatMap(({ by }) => [
      ...("headers" in by ? ofHeaders(by.headers) : []),
      ...("secret" in by && by.secret ? [by.secret] : []),
      ...("token" in by && by.token ? [by.token] : []),
    ]),
  ];
}
