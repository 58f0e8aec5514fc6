import { number } from "../../model/mod.ts";
import { blameForBehaviour, evidenceOf } from "../behaviour/blame_for_behaviour.ts";
import { learnBehaviour } from "../behaviour/changed_behaviour.ts";
import { diagnoser, type DiagnoserEntry, nobody, rank } from "../diagnoser.ts";

/**
 * Blames the service that first handles requests otherwise than before: lines that are logged no longer, or newly, and calls that are made no
 * longer, or newly, in an operation that is reached the same way. Works on logs with trace ids, on spans, and on both.
 */
export const eventPatterns: DiagnoserEntry = diagnoser({
  name: "event-patterns",
  about:
    "blames the service that first handles requests otherwise than before, by lines logged and calls made",
  source: "after Yu et al., Nezha, ESEC/FSE 2023",
  parameters: {
    clearStrength: number({
      about: "standard deviations times share of the requests that makes the answer certain",
      range: [0.1, 100],
      default: 4,
    }),
  },
  create: ({ services }, { clearStrength }) => (before) => {
    const changesOf = learnBehaviour(before);
    return (after) => {
      const changes = changesOf(after).filter(({ service }) => services.includes(service));
      if (changes.length === 0) {
        return nobody(services, "no operation logs or calls otherwise than before, or none is traced");
      }
      const { blame } = blameForBehaviour(services, changes);
      const strength = (name: string) => changes.find(({ service }) => service === name)?.strength ?? 0;
      const ranking = rank(services, services.map(strength));
      const { service: suspect, score } = ranking[0]!;
      const total = blame.reduce((a, b) => a + b, 0);
      const own = total > 0 ? blame[services.indexOf(suspect)]! / total : 0;
      const evidence = changes.filter(({ service }) => service === suspect).slice(0, MAX_EVIDENCE)
        .map(evidenceOf);
      return {
        suspect,
        confidence: own * Math.min(1, score / clearStrength),
        ranking,
        evidence,
        rationale: evidence.map(({ text }) => text).join("; "),
      };
    };
  },
});

/** Pieces of evidence that are quoted. */
const MAX_EVIDENCE = 3;
