import { SEVERITY } from "./telemetry.ts";

/** Short names of the ranges of four severity numbers, from 1 (OpenTelemetry's log data model). */
const NAMES = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;

/** Names of severities in syslog and other loggers. */
const SYNONYMS: Readonly<Record<string, typeof NAMES[number]>> = {
  WARNING: "WARN",
  ERR: "ERROR",
  CRITICAL: "FATAL",
  CRIT: "FATAL",
  ALERT: "FATAL",
  EMERG: "FATAL",
  EMERGENCY: "FATAL",
  PANIC: "FATAL",
  SEVERE: "ERROR",
  NOTICE: "INFO",
  INFORMATION: "INFO",
  INFORMATIONAL: "INFO",
  VERBOSE: "DEBUG",
};

/** The name of the range of a severity number: `WARN` for 13 to 16. */
export function severityText(severityNumber: number): string {
  return NAMES[Math.floor((severityNumber - 1) / 4)] ?? "";
}

/** Whether a name of a severity is known. */
export function isSeverity(text: string): boolean {
  const name = text.toUpperCase();
  return NAMES.some((known) => known === (SYNONYMS[name] ?? name));
}

/** The severity number of a name in any case: the first of its range; INFO for an unknown name. */
export function severityOfText(text: string): number {
  const name = text.toUpperCase();
  const range = NAMES.findIndex((known) => known === (SYNONYMS[name] ?? name));
  return range < 0 ? SEVERITY.info : 1 + 4 * range;
}
