import { type Evidence, number, wholeNumber } from "../../model/mod.ts";
import { diagnoser, type DiagnoserEntry, nobody, rank } from "../diagnoser.ts";
import {
  learnLogChanges,
  type LogChange,
  MIN_SURPRISE,
  NAMED_SHARE,
  sharesOf,
  weightOf,
} from "../logs/log_changes.ts";
import { shareText } from "../../model/shown/share_text.ts";

/** Pieces of evidence that are quoted. */
const MAX_EVIDENCE = 5;

/**
 * Blames the service that most of what is new or much more frequent in the logs is about, errors before warnings before the rest.
 * Templates are mined by Drain; a template counts its surprise times the weight of its severity. A record that names another service
 * blames that service in part: mostly if it reports a failed connection or an answer that could not be understood, not at all if it
 * reports the writer's own resources.
 */
export const logNovelty: DiagnoserEntry = diagnoser({
  name: "log-novelty",
  about: "blames the service that most of what is new in the logs is about",
  source: "templates: He, Zhu, Zheng and Lyu, Drain, ICWS 2017",
  needs: ["logs"],
  parameters: {
    minSurprise: number({
      about: "how far a template must exceed its expected number of records to count",
      unit: "standard deviations",
      range: [0, 100],
      default: MIN_SURPRISE,
    }),
    namedShare: number({
      about:
        "share of the blame for a failed connection or a bad answer that goes to the service that the record names",
      range: [0, 1],
      default: NAMED_SHARE,
    }),
    prefixWords: wholeNumber({
      about: "leading words that a record must share with its template",
      unit: "words",
      range: [0, 20],
      default: 2,
    }),
    similarity: number({
      about: "share of words that a record must have in common with its template",
      range: [0, 1],
      default: 0.5,
    }),
    clearScore: number({
      about: "the score that makes the answer certain",
      unit: "weighted standard deviations",
      range: [0.1, 1000],
      default: 10,
    }),
  },
  create: ({ services }, { minSurprise, namedShare, prefixWords, similarity, clearScore }) => (before) => {
    const changesOf = learnLogChanges(services, before, { prefixWords, similarity });
    return (after) => {
      const changes = changesOf(after)
        .map((change) => ({
          change,
          weight: weightOf(change, minSurprise),
          shares: sharesOf(change, namedShare),
        }))
        .filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
      const scores = new Map<string, number>(services.map((name) => [name, 0]));
      for (const { shares, weight } of changes) {
        for (const [service, share] of shares) {
          if (scores.has(service)) scores.set(service, scores.get(service)! + share * weight);
        }
      }
      const ranking = rank(services, [...scores.values()]);
      const total = ranking.reduce((sum, { score }) => sum + score, 0);
      if (total === 0) return nobody(services, "nothing new or more frequent is logged");
      const { service: suspect, score } = ranking[0]!;
      const evidence = changes
        .filter(({ shares }) => shares.some(([service, share]) => service === suspect && share > 0))
        .slice(0, MAX_EVIDENCE).map(({ change }) => evidenceOf(change));
      return {
        suspect,
        confidence: score / total * Math.min(1, score / clearScore),
        ranking,
        evidence,
        rationale: `${shareText(score / total)} of what is new in the logs is about ${suspect}: ${
          evidence.slice(0, 2).map(({ text }) => text).join("; ")
        }`,
      };
    };
  },
});

function evidenceOf({ service, template, before, after, expected }: LogChange): Evidence {
  return {
    signal: "log",
    service,
    indicator: template,
    text: before === 0
      ? `${service} writes "${template}" ${after} times, which it did not before`
      : `${service} writes "${template}" ${after} times where ${expected.toFixed(0)} were expected`,
  };
}
