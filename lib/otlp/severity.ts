import { SEVERITY } from "../model/mod.ts";

/** Short names of the ranges of four severity numbers, from 1 (OpenTelemetry's log data model). */
const NAMES = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;

/** What syslog and other loggers say for these names. */
const SYNONYMS: Readonly<Record<string, typeof NAMES[number]>> = {
  WARNING: "WARN",
  ERR: "ERROR",
  CRITICAL: "FATAL",
  EMERGENCY: "FATAL",
};

/** The name of a severity number's range: `WARN` for 13 to 16. */
export function severityText(severityNumber: number): string {
  return NAMES[Math.floor((severityNumber - 1) / 4)] ?? "";
}

/** The severity number of a name, whatever its case: the first of its range; INFO for a name that is none. */
export function severityOfText(text: string): number {
  const name = text.toUpperCase();
  const range = NAMES.findIndex((known) => known === (SYNONYMS[name] ?? name));
  return range < 0 ? SEVERITY.info : 1 + 4 * range;
}
