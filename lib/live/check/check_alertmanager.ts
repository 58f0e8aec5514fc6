import { requireAnswer } from "../actuators/http_request.ts";
import { revealHeaders, type Secret } from "../config/secret.ts";
import type { LiveConfig } from "../config/schema.ts";
import type { Clock } from "../contract.ts";
import type { CheckResult } from "./check_result.ts";

/** Looks whether Alertmanager answers. */
export async function checkAlertmanager(
  { url, timeoutSeconds }: NonNullable<LiveConfig["alertmanager"]>,
  { headers, clock, signal }: {
    readonly headers: ReadonlyMap<string, string | Secret>;
    readonly clock: Clock;
    readonly signal: AbortSignal;
  },
): Promise<CheckResult> {
  const asked = "alertmanager";
  try {
    const text = await requireAnswer(`${url}/api/v2/status`, {
      ...{ timeoutSeconds, clock, signal },
      headers: revealHeaders(headers),
    });
    return { asked, verdict: "ok", text };
  } catch (error) {
    return { asked, verdict: "away", text: (error as Error).message };
  }
}
