import { type Evidence, SEVERITY, type Signals } from "../../model/mod.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";
import { learnLogChanges, type LogChange } from "../logs/log_changes.ts";
import { nobody } from "../answer/nobody.ts";

/** Surprise that a template must exceed, and that makes the answer sure. */
const LEAST_SURPRISE = 1;
const CLEAR_SCORE = 10;
const QUOTED = 5;

/** Share of a record's weight that goes to the service that it names: what the keyword says, else half. */
const TO_NAMED = { writer: 0, named: 0.8, unknown: 0.5 } as const;

/**
 * Blames the service about which most is logged that is new or much more frequent, errors before warnings before the rest.
 * Templates are mined by Drain; a template counts its surprise times the weight of its severity. A record that names another service
 * blames that one in part: mostly where it speaks of a failed connection or an answer that made no sense, not at all where it
 * speaks of the writer's own resources.
 */
export function createLogNovelty({ services }: DiagnoserContext): Diagnoser {
  let changesOf: ((after: Signals) => LogChange[]) | undefined;
  return {
    name: "log-novelty",
    fit: (before) => {
      changesOf = learnLogChanges(services, before);
    },
    diagnose: (after) => {
      if (changesOf === undefined) {
        throw new TypeError("The log-novelty diagnoser must be fitted before it diagnoses");
      }
      const changes = changesOf(after).map((change) => ({ change, weight: weightOf(change) }))
        .filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
      const scores = new Map<string, number>(services.map((name) => [name, 0]));
      for (const { change, weight } of changes) {
        for (const [service, share] of sharesOf(change)) {
          if (scores.has(service)) scores.set(service, scores.get(service)! + share * weight);
        }
      }
      const ranking = rank(services, [...scores.values()]);
      const total = ranking.reduce((sum, { score }) => sum + score, 0);
      if (total === 0) return nobody(services, "nothing new or more frequent is logged");
      const { service: suspect, score } = ranking[0]!;
      const evidence = changes
        .filter(({ change }) => sharesOf(change).some(([service, share]) => service === suspect && share > 0))
        .slice(0, QUOTED).map(({ change }) => evidenceOf(change));
      return {
        suspect,
        confidence: score / total * Math.min(1, score / CLEAR_SCORE),
        ranking,
        evidence,
        rationale: `${(100 * score / total).toFixed(0)} % of what is new in the logs is about ${suspect}: ${
          evidence.slice(0, 2).map(({ text }) => text).join("; ")
        }`,
      };
    },
  };
}

/** Surprise times the weight of the severity, 0 where the change can be chance. */
export function weightOf({ severityNumber, surprise, keyword }: LogChange): number {
  const telling = keyword?.telling || severityNumber >= SEVERITY.fatal;
  const severity = severityNumber >= SEVERITY.error || telling
    ? 1
    : severityNumber >= SEVERITY.warn
    ? 0.5
    : 0.1;
  // One kill for want of memory is news; one more warning is not.
  return severity * Math.max(0, telling ? 4 * surprise : surprise - LEAST_SURPRISE);
}

/** Whom a change speaks against, with shares that sum to 1. */
export function sharesOf(
  { service, names, keyword }: LogChange,
): (readonly [service: string, share: number])[] {
  if (names === undefined) return [[service, 1]];
  const toNamed = TO_NAMED[keyword?.blames ?? "unknown"];
  return [[service, 1 - toNamed], [names, toNamed]];
}

function evidenceOf({ service, template, before, after, expected }: LogChange): Evidence {
  return {
    signal: "log",
    service,
    indicator: template,
    text: before === 0
      ? `${service} writes "${template}" ${after} times, which it did not before`
      : `${service} writes "${template}" ${after} times where ${expected.toFixed(0)} were to be expected`,
  };
}
