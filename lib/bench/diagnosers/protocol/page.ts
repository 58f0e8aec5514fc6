import { roundedJson } from "../../../report/rounded_json.ts";
import type { DomainResult } from "./run.ts";

/**
 * The results as a page in Markdown: how the subject stands in each domain, and AC@1 of all methods.
 *
 * @param notes lines about what is not in the table, and why
 */
export function protocolPage(
  results: readonly DomainResult[],
  subject: string,
  notes: readonly string[] = [],
): string {
  const judged = results.filter(({ cases }) => cases > 0);
  const first = judged.filter(({ standing }) => standing.first).length;
  const worst = Math.max(0, ...judged.map(({ standing }) => standing.regret));
  const names = [...new Set(judged.flatMap(({ methods }) => methods.map(({ name }) => name)))];
  return [
    "# Diagnosers, domain by domain",
    `\`${subject}\` is first or within the interval of the first in ${first} of ${judged.length} domains; its worst regret is ${
      share(worst)
    }. Regret: AC@1 of the best method there less its own. Accused: quiet cases in which it accuses somebody with 50 % or more.`,
    ...notes,
    table(
      [
        "domain",
        "cases",
        "AC@1",
        "AC@3",
        "Avg@5",
        "place",
        "regret",
        "best other",
        "first?",
        "quiet cases",
        "accused",
        "ECE",
      ],
      results.map(({ domain, cases, calmCases, methods, standing }) => {
        const own = methods.find(({ name }) => name === subject)!;
        const best = methods.find(({ name }) => name === standing.best);
        return [
          domain.name,
          String(cases),
          share(own.ac1),
          share(own.ac3),
          share(own.avg5),
          Number.isNaN(standing.place) ? "" : String(standing.place),
          share(standing.regret),
          cases === 0 || best === undefined ? "" : `\`${best.name}\` ${share(best.ac1)}`,
          cases === 0 ? "" : standing.first ? "yes" : "no",
          String(calmCases),
          share(standing.accusations),
          share(own.ece),
        ];
      }),
    ),
    ...setsSection(results),
    "AC@1 of all; an empty cell: it needs what is not there.",
    table(
      ["domain", ...names.map((name) => `\`${name}\``)],
      judged.map(({ domain, methods }) => [
        domain.name,
        ...names.map((name) => share(methods.find((one) => one.name === name)?.ac1 ?? NaN)),
      ]),
    ),
    "The domains:",
    results.map(({ domain: { name, about } }) => `- ${name}: ${about}`).join("\n"),
  ].join("\n\n") + "\n";
}

/** How the subject does where several services are at fault together; nothing where there is no such case. */
function setsSection(results: readonly DomainResult[]): string[] {
  const several = results.flatMap(({ domain, sets }) => sets ? [{ name: domain.name, ...sets }] : []);
  if (several.length === 0) return [];
  return [
    "Several causes at once: the share of cases in which the likeliest set is exactly the true one, the mean probability that it is given, and the steps of the way that are told, with the share of them that lie on a way from a true cause.",
    table(
      ["domain", "cases", "exact set", "mean probability", "steps told", "right steps"],
      several.map(({ name, cases, exact, meanProbability, steps, rightSteps }) => [
        name,
        String(cases),
        share(exact),
        share(meanProbability),
        String(steps),
        share(rightSteps),
      ]),
    ),
  ];
}

/** The same for programs. */
export function protocolJson(
  results: readonly DomainResult[],
  subject: string,
  notes: readonly string[] = [],
): string {
  return roundedJson({
    subject,
    notes,
    domains: results.map(({ domain, cases, calmCases, standing, sets, methods }) => ({
      ...domain,
      cases,
      calmCases,
      standing,
      ...(sets && { sets }),
      methods: methods.map(({ name, ac1, ac3, avg5, specificity, ece, intervals }) => ({
        name,
        ac1,
        ac1Interval: [intervals.ac1.low, intervals.ac1.high],
        ac3,
        avg5,
        accusations: 1 - specificity,
        ece,
      })),
    })),
  });
}

function share(value: number): string {
  return Number.isNaN(value) ? "" : value.toFixed(2).replace(/^0\./, ".").replace(/^-0\./, "-.");
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map((_, i) => i === 0 ? "---" : "---:"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
