import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { standingsOf, summariseStandings } from "./standing.ts";
import { protocolMarkdown, protocolText } from "./report.ts";

const scoreOf = (
  domain: string,
  detector: string,
  [averagePrecision, vusPr, nab]: [number, number, number],
) => ({
  ...{ domain, detector, series: 2, labelled: 2 },
  ...{ averagePrecision, vusPr, nab },
});

const SCORES = [
  scoreOf("a", "mine", [0.5, 0.6, 0.7]),
  scoreOf("a", "x", [0.505, 0.5, 0.9]),
  scoreOf("a", "y", [0.1, 0.7, 0.8]),
  scoreOf("b", "mine", [1, 1, 1]),
  scoreOf("b", "x", [0, 0, 0]),
];

Deno.test("standingsOf() gives rank and regret against the best other detector, domain by domain", () => {
  const found = standingsOf(SCORES, "mine").map(({ domain, best, rank, regret }) => [
    domain,
    best,
    rank,
    Number(regret.toFixed(3)),
  ]);
  deepStrictEqual(found, [
    ["a", "x", 2, 0.005],
    ["a", "y", 2, 0.1],
    ["a", "x", 3, 0.2],
    ["b", "x", 1, 0],
    ["b", "x", 1, 0],
    ["b", "x", 1, 0],
  ]);
});

Deno.test("a regret of up to .01 is as good as none; the worst one is told", () => {
  const { closeShare, worstRegret, meanRegret } = summariseStandings(standingsOf(SCORES, "mine"));
  strictEqual(closeShare, 4 / 6);
  ok(Math.abs(worstRegret - 0.2) < 1e-12 && Math.abs(meanRegret - 0.305 / 6) < 1e-12);
});

Deno.test("the page says the share of places, each domain, and what could not be judged", () => {
  const whole = { averagePrecision: 0.5, vusPr: 0.5, nab: 0.5, nabHeldOut: 0.4, series: 2 };
  const run = {
    subject: "mine",
    domains: SCORES,
    collections: [{ collection: "set", detector: "mine", ...whole }],
    calm: [{ threshold: "peaks", asked: 1e-3, rows: 4000, alarms: 6, ratio: 1.5, medianRatio: 1 }],
    notes: ["NAB is not there"],
  };
  const page = protocolMarkdown(run);
  for (
    const line of [
      "mine is first or within 0.01 of the best other detector in 67 % of 6 places",
      "| a | 0.50 | 2 | 0.51 x | 0.01 | 0.60 | 2 | 0.70 y | 0.10 | 0.70 | 3 | 0.90 x | 0.20 |",
      "| mine | 0.50 | 0.50 | 0.50 | 0.40 |",
      "| peaks | 0.001 | 4000 | 6 | 1.50 | 1.00 |",
      "NAB is not there",
    ]
  ) ok(page.includes(line), line);
  ok(protocolText(run).includes("worst regret 0.20"));
  const later = protocolMarkdown({ ...run, hindsight: { windowRows: 5 }, calm: [] });
  for (
    const line of [
      "of 4 places (2 domains, two measures); worst regret 0.10, mean 0.03. All detectors judge in hindsight",
      "| a | 0.50 | 2 | 0.51 x | 0.01 | 0.60 | 2 | 0.70 y | 0.10 |\n",
      "| mine | 0.50 | 0.50 |\n",
    ]
  ) ok(later.includes(line), line);
});
