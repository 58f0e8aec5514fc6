import { type Choice, UsageError } from "../../../model/mod.ts";
import { createBench } from "../bench.ts";
import type { Method } from "../method.ts";
import { summariseMethods, verdictsByMethod } from "../summarise_methods.ts";
import type { SetVerdict } from "../set_verdict.ts";
import type { MethodSummary } from "../summary.ts";
import type { Verdict } from "../verdict.ts";
import type { Domain } from "./domain.ts";

/** Options of `runProtocol`. */
export interface ProtocolOptions {
  readonly domains: readonly Domain[];
  readonly methods: readonly (Choice | Method)[];
  /** The method whose standing is told, by its name in tables. */
  readonly subject: string;
  /** Called with the number of domains that are done. */
  readonly onDomain?: (done: number) => void;
}

/** How one method stands in a domain. */
export interface Standing {
  /** One more than the number of methods with a higher AC@1; NaN without an incident. */
  readonly place: number;
  /** AC@1 of the best method less its own: 0 if none is better. */
  readonly regret: number;
  /** The best of the others. */
  readonly best: string;
  /** Whether it is first, or the 95 % interval of the paired difference to the first holds 0. */
  readonly first: boolean;
  /** Share of the quiet cases in which somebody is accused with 50 % or more; NaN without any. */
  readonly accusations: number;
}

/** What the subject says of all causes together, where there are several. */
export interface SetStanding {
  /** Cases with several causes. */
  readonly cases: number;
  /** Share of them in which the likeliest set is exactly right, and the mean of the probabilities that it is given. */
  readonly exact: number;
  readonly meanProbability: number;
  /** Steps of the way that are told, and the share of them that lie on a way from a true cause; NaN without any. */
  readonly steps: number;
  readonly rightSteps: number;
}

/** What came of one domain. */
export interface DomainResult {
  readonly domain: Pick<Domain, "name" | "about" | "recorded">;
  /** Cases with a fault, and without. */
  readonly cases: number;
  readonly calmCases: number;
  /** All methods that could run, best first. */
  readonly methods: readonly MethodSummary[];
  readonly standing: Standing;
  /** Absent where no case has several causes, or the subject states no sets. */
  readonly sets?: SetStanding;
}

/**
 * Judges all methods on one domain after another, each apart: a mean over domains hides where a method fails.
 *
 * @throws {UsageError} without a domain, for a domain without a case, or for a subject that is not among the methods
 * @throws {Error} naming the method and the incident, if a method throws
 */
export async function runProtocol(options: ProtocolOptions): Promise<DomainResult[]> {
  const { domains, methods, subject, onDomain } = options;
  if (domains.length === 0) throw new UsageError("The protocol needs a domain, found none");
  const results: DomainResult[] = [];
  for (const { incidents, calm, prepare, ...domain } of domains) {
    const bench = createBench({ methods, calm, ...(prepare && { prepare }) });
    const verdicts: Verdict[] = [];
    for await (const labelled of incidents()) verdicts.push(...bench.judge(labelled));
    results.push(resultOf(domain, verdicts, subject));
    onDomain?.(results.length);
  }
  return results;
}

function resultOf(
  { name, about, recorded }: DomainResult["domain"],
  verdicts: readonly Verdict[],
  subject: string,
): DomainResult {
  const methods = summariseMethods(verdictsByMethod(verdicts), subject);
  const own = methods.find((method) => method.name === subject);
  if (own === undefined) {
    throw new UsageError(
      `The subject "${subject}" has no answer in the domain "${name}": ${
        methods.length === 0 ? "it has no case" : `asked were ${methods.map((one) => one.name).join(", ")}`
      }`,
    );
  }
  const sets = setStandingOf(verdicts.filter(({ method }) => method === subject));
  return {
    domain: { name, about, recorded },
    cases: own.cases,
    calmCases: own.calmCases,
    methods,
    standing: standingOf(own, methods),
    ...(sets && { sets }),
  };
}

function setStandingOf(verdicts: readonly Verdict[]): SetStanding | undefined {
  const several = verdicts.flatMap(({ truth, causes }) => truth.length > 1 && causes ? [causes] : []);
  if (several.length === 0) return undefined;
  const total = (of: (one: SetVerdict) => number) => several.reduce((sum, one) => sum + of(one), 0);
  const steps = total((one) => one.steps);
  return {
    cases: several.length,
    exact: total(({ right }) => Number(right)) / several.length,
    meanProbability: total(({ probability }) => probability) / several.length,
    steps,
    rightSteps: total(({ rightSteps }) => rightSteps) / steps,
  };
}

function standingOf(own: MethodSummary, methods: readonly MethodSummary[]): Standing {
  const others = methods.filter(({ name }) => name !== own.name)
    .toSorted((a, b) => (b.ac1 - a.ac1) || (b.avg5 - a.avg5) || 0);
  const [best] = others;
  const better = others.filter(({ ac1 }) => ac1 > own.ac1);
  return {
    place: own.cases === 0 ? NaN : better.length + 1,
    regret: own.cases === 0 ? NaN : Math.max(0, (best?.ac1 ?? 0) - own.ac1),
    best: best?.name ?? "",
    first: better.every(({ difference: { ac1 } }) => ac1.low <= 0),
    accusations: 1 - own.specificity,
  };
}
