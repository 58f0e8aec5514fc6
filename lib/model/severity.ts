import { SEVERITY } from "./telemetry.ts";

/** Short names of the ranges of four severity numbers, from 1 (OpenTelemetry's log data model). */
const NAMES = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;

/** Names of severities in syslog and other loggers. */
const SYNONYMS: Readonly<Record<string, typeof NAMES[number]>> = {
  WARNING: "WARN",
  ERR: "ERROR",
  CRITICAL: "FATAL",
  EMERGENCY: "FATAL",
};

/** The name of the range of a severity number: `WARN` for 13 to 16. */
export function severityText(severityNumber: number): string {
  return NAMES[Math.floor((severityNumber - 1) / 4)] ?? "";
}

/** The severity number of a name in any case: the first of its range; INFO for an unknown name. */
export function severityOfText(text: string): number {
  const name = text.toUpperCase();
  const range = NAMES.findIndex((known) => known === (SYNONYMS[name] ?? name));
  return range < 0 ? SEVERITY.info : 1 + 4 * range;
}
