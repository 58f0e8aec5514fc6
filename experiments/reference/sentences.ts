import { STEP_SECONDS } from "../../lib/model/mod.ts";
import type { AgentNumbers, Interval, Numbers } from "./numbers.ts";

/** What a page says, with numbers in it. */
export interface Sentence {
  /** Path of the page, from the project's folder. */
  readonly page: string;
  /** The words as they stand there, whatever the line breaks and the widths of columns. */
  readonly text: string;
}

const WORDS =
  "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    .split(" ");

/** The sentences of the pages for readers that state these numbers. */
export function sentencesOf(numbers: Numbers): Sentence[] {
  const { firstIncident: first, fiftyIncidents: fifty, notebooks, recipes, baselines, faults } = numbers;
  const [own, alone] = [first.breachSteps, first.breachStepsAlone];
  const allMended = fifty.notRecovered === 0 && fifty.serviceRight === fifty.diagnosed;
  const of = (page: string, ...texts: string[]) => texts.map((text) => ({ page, text }));
  return [
    ...of(
      "README.md",
      `${STEP_SECONDS * own} s in breach in place of ${STEP_SECONDS * alone}]`,
      `--episodes ${fifty.episodes} --steps 240 --out results/results.csv # fifty incidents, found${
        allMended ? " and mended" : ""
      }`,
      `guide, ${inWords(recipes)} recipes, glossary`,
      `on ${inWords(notebooks)} notebooks that each answer a question`,
    ),
    ...of("docs/recipes.md", `# ${capital(inWords(recipes))} recipes`),
    ...of("docs/first-hour.md", `${alone} steps in breach in place of ${own}.`),
    ...of(
      "docs/agents.md",
      ...Object.entries(baselines).map(([name, agent]) => rowOf(name, agent)),
      `which knows the fault, went from 0.6 to ${baselines.oracle!.sloSteps[0].toFixed(1)}.`,
      ...faultSentences(faults),
    ),
  ];
}

/** Those that a page doesn't have, as `page: text`. @param read the text of a page */
export function lackingSentences(numbers: Numbers, read: (page: string) => string): string[] {
  const pages = new Map<string, string>();
  return sentencesOf(numbers).filter(({ page, text }) => {
    if (!pages.has(page)) pages.set(page, oneLine(read(page)));
    return !hasWords(pages.get(page)!, oneLine(text));
  }).map(({ page, text }) => `${page}: ${text}`);
}

/** Whether a text stands in a page for itself: "4 of 5" does not in "14 of 50". */
function hasWords(page: string, text: string): boolean {
  return new RegExp(`(?<![\\w.,-])${RegExp.escape(text)}(?!\\w|[.,]\\d)`).test(page);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

/** A row of the table of agents. */
function rowOf(name: string, agent: AgentNumbers): string {
  const share = (value: number | undefined) => value === undefined ? "" : `${(100 * value).toFixed(0)} %`;
  return `| ${
    [
      `\`${name}\``,
      intervalText(agent.sloSteps),
      agent.moreThanFull === undefined ? "" : intervalText(agent.moreThanFull),
      agent.notRecovered,
      share(agent.serviceRight),
      share(agent.kindRight),
      // The ends of the scale have no headroom of their own.
      name === "oracle" ? "100 %" : share(agent.headroom),
      name === "oracle" ? "100 %" : name === "random" ? "" : share(agent.aboveBlind),
    ].join(" | ")
  } |`;
}

function intervalText([value, low, high]: Interval): string {
  return `${value.toFixed(1)} [${low.toFixed(1)}, ${high.toFixed(1)}]`;
}

/** Where the full agent is first, and the kinds of fault in which it isn't. */
function faultSentences(faults: Numbers["faults"]): string[] {
  const rivals = Object.entries(faults).map(([kind, agents]) => {
    const [[best, steps]] = Object.entries(agents).filter(([name]) => name !== "oracle")
      .sort(([, a], [, b]) => a - b) as [[string, number]];
    return { kind, best, steps, own: agents.full! };
  });
  const lost = rivals.filter(({ best }) => best !== "full");
  return [
    `\`full\` is first on ${inWords(rivals.length - lost.length)} of ${inWords(rivals.length)}`,
    ...lost.map(({ steps, own }) => `(${own.toFixed(1)} against ${steps.toFixed(1)})`),
  ];
}

function inWords(count: number): string {
  return WORDS[count] ?? String(count);
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}
