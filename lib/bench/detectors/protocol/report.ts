import { type Part, partsText } from "../../../report/tables/sheet.ts";
import type { Sheet } from "../../../report/tables/html_table.ts";
import type { CalmRate } from "./calm_rate.ts";
import { type CollectionScore, type DomainScore, MEASURES, type Measures } from "./measure_domains.ts";
import type { Hindsight } from "../score_detectors.ts";
import { CLOSE, type Standing, standingsOf, summariseStandings } from "./standing.ts";

/** All that a run of the protocol found. */
export interface ProtocolRun {
  /** The detector that is held against the others. */
  readonly subject: string;
  /** How rows were judged by those after them as well; absent: as a stream. */
  readonly hindsight?: Hindsight;
  readonly domains: readonly DomainScore[];
  readonly collections: readonly CollectionScore[];
  /** The subject's alarms on the calm rows of recorded series. */
  readonly calm: readonly CalmRate[];
  /** What could not be judged, a line each. */
  readonly notes: readonly string[];
}

const NAMES: Readonly<Record<keyof Measures, string>> = {
  averagePrecision: "avg. precision",
  vusPr: "VUS-PR",
  nab: "NAB",
};

/** Numbers of measures in words. */
const COUNTS = ["no", "one", "two", "three"];

/** The run as tables and notes: how the subject stands on each domain, every detector on each data set, and rates of false alarms. */
export function protocolParts(run: ProtocolRun): Part[] {
  // NAB's score is for what is found early, which has no meaning in hindsight.
  const measures = run.hindsight ? MEASURES.filter((name) => name !== "nab") : MEASURES;
  const standings = standingsOf(run.domains, run.subject, measures);
  return [
    summaryText(run, { standings, measures: measures.length }),
    standingTable(run.subject, { standings, measures }),
    ...[...Map.groupBy(run.collections, ({ collection }) => collection)].map((of) =>
      collectionTable(of, measures)
    ),
    ...(run.calm.length > 0 ? [calmTable(run)] : []),
    ...run.notes,
  ];
}

/** The same as plain text. */
export function protocolText(run: ProtocolRun): string {
  return partsText(protocolParts(run));
}

/** The same as a page of Markdown. */
export function protocolMarkdown(run: ProtocolRun): string {
  const parts = protocolParts(run).map((part) => {
    if (typeof part === "string") return part;
    const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
    const rule = line(part.header.map((_, i) => i === 0 ? "---" : "---:"));
    return [`## ${part.caption}`, "", line(part.header), rule, ...part.rows.map(line)].join("\n");
  });
  return `# ${run.subject} on every domain\n\n${parts.join("\n\n")}\n`;
}

function summaryText(
  { subject, hindsight }: ProtocolRun,
  { standings, measures }: { readonly standings: readonly Standing[]; readonly measures: number },
): string {
  const { closeShare, worstRegret, meanRegret } = summariseStandings(standings);
  const domains = new Set(standings.map(({ domain }) => domain)).size;
  return `${subject} is first or within ${CLOSE} of the best other detector in ${
    percent(closeShare)
  } of ${standings.length} places (${domains} domains, ${COUNTS[measures]} measures); worst regret ${
    digits(worstRegret)
  }, mean ${digits(meanRegret)}${
    hindsight
      ? `. All detectors judge in hindsight: each row by those after it as well, means over ${hindsight.windowRows} rows, and no row is a warm-up`
      : ""
  }`;
}

function standingTable(
  subject: string,
  { standings, measures }: {
    readonly standings: readonly Standing[];
    readonly measures: readonly (keyof Measures)[];
  },
): Sheet {
  const rows = [...Map.groupBy(standings, ({ domain }) => domain)].map(([domain, own]) => [
    domain,
    ...own.flatMap(({ value, best, bestValue, rank, regret }) => [
      digits(value),
      String(rank),
      `${digits(bestValue)} ${best}`,
      digits(regret),
    ]),
  ]);
  return {
    caption: `${subject} against the best other detector, domain by domain`,
    header: ["domain", ...measures.flatMap((name) => [NAMES[name], "rank", "best other", "regret"])],
    rows,
  };
}

function collectionTable(
  [collection, scores]: [string, CollectionScore[]],
  measures: readonly (keyof Measures)[],
): Sheet {
  const heldOut = measures.includes("nab");
  const rows = scores.toSorted((a, b) => b.averagePrecision - a.averagePrecision).map((one) => [
    one.detector,
    ...measures.map((name) => digits(one[name])),
    ...(heldOut ? [digits(one.nabHeldOut)] : []),
  ]);
  return {
    caption: `All ${scores[0]!.series} series of ${collection}`,
    header: ["detector", ...measures.map((name) => NAMES[name]), ...(heldOut ? ["NAB, held out"] : [])],
    rows,
  };
}

function calmTable({ subject, calm }: ProtocolRun): Sheet {
  const rows = calm.map(({ threshold, asked, rows, alarms, ratio, medianRatio }) => [
    threshold,
    String(asked),
    String(rows),
    String(alarms),
    digits(ratio),
    digits(medianRatio),
  ]);
  return {
    caption: `False alarms of ${subject} on recorded rows outside of labelled windows`,
    header: ["threshold", "asked a row", "rows", "alarms", "actual/asked", "median series"],
    rows,
  };
}

function digits(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : "-";
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(100 * share)} %` : "-";
}
