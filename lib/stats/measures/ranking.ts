import { z } from "zod";
import { anyNumber, listWith, numbers } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";

const rankedCases = z.array(z.object({
  ranking: listWith({ service: "string", score: "number" }),
  truth: z.array(z.string()).min(1),
}));

const ACCURACY_AT_K_ARGUMENTS = z.object({ cases: rankedCases, k: z.int().min(1) });
const AVERAGE_ACCURACY_AT_K_ARGUMENTS = z.object({ cases: rankedCases, k: z.int().min(1) });
const MEAN_RECIPROCAL_RANK_ARGUMENTS = z.object({ cases: rankedCases });
const SPECIFICITY_ARGUMENTS = z.object({ confidences: numbers, threshold: anyNumber });
/** One case: a ranking of suspects and the services that were really at fault. */
export interface RankedCase {
  /** The most suspect first. Services with a score of 0 or less are not accused, whatever their place. */
  readonly ranking: readonly { readonly service: string; readonly score: number }[];
  /** The services at fault, one or more. */
  readonly truth: readonly string[];
}

/**
 * AC@k: the mean over the cases of |top k and truth| / min(k, |truth|). Pham, Ha and Zhang, "BARO", FSE 2024.
 *
 * @param k number of places that count, 1 or more
 * @returns 0 to 1; NaN for no cases
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { accuracyAtK } from "./ranking.ts";
 * const ranking = [{ service: "db", score: 2 }, { service: "api", score: 1 }, { service: "cache", score: 0 }];
 * strictEqual(accuracyAtK([{ ranking, truth: ["api"] }, { ranking, truth: ["db"] }], 1), 0.5);
 * strictEqual(accuracyAtK([{ ranking, truth: ["cache"] }], 3), 0); // a score of 0 accuses nobody
 * ```
 */
export function accuracyAtK(cases: readonly RankedCase[], k: number): number {
  checkOptions("accuracyAtK", ACCURACY_AT_K_ARGUMENTS, { cases, k });
  return meanOf(cases, ({ ranking, truth }) => {
    const top = accused(ranking).slice(0, k);
    const wanted = new Set(truth);
    return top.filter((service) => wanted.has(service)).length / Math.min(k, wanted.size);
  });
}

/**
 * Avg@k: the mean of AC@1 to AC@k. Pham, Ha and Zhang, "BARO", FSE 2024.
 *
 * @param k number of places that count, 1 or more
 * @returns 0 to 1; NaN for no cases
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function averageAccuracyAtK(cases: readonly RankedCase[], k: number): number {
  checkOptions("averageAccuracyAtK", AVERAGE_ACCURACY_AT_K_ARGUMENTS, { cases, k });
  return meanOf(Array.from({ length: k }, (_, i) => i + 1), (places) => accuracyAtK(cases, places));
}

/**
 * Mean reciprocal rank: the mean of 1 / (place of the first service at fault), or 0 where none is accused. Voorhees, "The TREC-8 question
 * answering track report", 1999.
 *
 * @returns 0 to 1; NaN for no cases
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function meanReciprocalRank(cases: readonly RankedCase[]): number {
  checkOptions("meanReciprocalRank", MEAN_RECIPROCAL_RANK_ARGUMENTS, { cases });
  return meanOf(cases, ({ ranking, truth }) => {
    const place = accused(ranking).findIndex((service) => truth.includes(service));
    return place < 0 ? 0 : 1 / (place + 1);
  });
}

/**
 * Specificity: the share of fault-free windows in which no service is accused, because the confidence is below a threshold. As PetShop
 * (Hardt et al., CLeaR 2024) counts empty answers.
 *
 * @param confidences of the answers for fault-free windows, 0 to 1 each
 * @param threshold lowest confidence that counts as an accusation; default 0.5
 * @returns 0 to 1; NaN for no windows
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function specificity(confidences: readonly number[], threshold = 0.5): number {
  checkOptions("specificity", SPECIFICITY_ARGUMENTS, { confidences, threshold });
  return meanOf(confidences, (confidence) => confidence < threshold ? 1 : 0);
}

function accused(ranking: RankedCase["ranking"]): readonly string[] {
  return ranking.filter(({ score }) => score > 0).map(({ service }) => service);
}

function meanOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0) / items.length;
}
