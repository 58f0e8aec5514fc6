import { match, ok, strictEqual, throws } from "node:assert";
import { plotDifferences } from "./differences.ts";
import { madeUpRecord } from "../testing/made_up_record.ts";
import { toSvg } from "../../../plot/parts/svg.ts";

const BASE = [50, 60, 40, 55, 45, 52, 48, 61];
const trial = (agent: string, change: (steps: number, i: number) => number) =>
  BASE.map((steps, i) => madeUpRecord({ agent, seed: i + 1, slo_steps: change(steps, i) }));
const noop = trial("noop", (steps) => steps);
const better = trial("better", (steps, i) => steps - 20 - i % 3);
const worse = trial("worse", (steps, i) => steps + 10 + i % 3);
const alike = trial("alike", (steps, i) => steps + (i % 2 === 0 ? 5 : -5));
const titleOf = (picture: Element) => picture.getAttribute("aria-label")!;

Deno.test("plotDifferences() tells the mean paired difference of the best from the reference", () => {
  strictEqual(
    titleOf(plotDifferences({ noop, worse, better, alike }, { reference: "noop" })),
    "better has 20.9 fewer SLO-violation steps an episode than noop",
  );
  const [second, third] = [trial("second", (steps) => steps - 9), trial("third", (steps) => steps - 8)];
  const title = (others: Record<string, typeof noop>) =>
    titleOf(plotDifferences({ noop, better, ...others }, { reference: "noop" }));
  match(title({ second }), /than noop; the other has fewer, too$/);
  match(title({ second, third }), /than noop; all 2 others have fewer, too$/);
  match(title({ second, worse }), /than noop; 1 of the 2 others has fewer, too$/);
});

Deno.test("plotDifferences() says where the reference wins, and where no agent is shown to beat it", () => {
  match(
    titleOf(plotDifferences({ noop, worse }, { reference: "noop" })),
    /^noop beats worse on SLO-violation steps, by 10\.9 an episode$/,
  );
  match(
    titleOf(plotDifferences({ noop, alike }, { reference: "noop" })),
    /^Neither of noop and alike is shown to beat the other on SLO-violation steps$/,
  );
  match(
    titleOf(
      plotDifferences({ noop, worse, third: trial("third", (steps) => steps + 30) }, { reference: "noop" }),
    ),
    /^noop beats every other agent on SLO-violation steps, worse by 10\.9 /,
  );
  match(
    titleOf(plotDifferences({ noop, worse, oracle: better }, { reference: "noop" })),
    /^noop beats every agent but the oracle/,
  );
  match(
    titleOf(plotDifferences({ noop, worse, alike }, { reference: "noop" })),
    /^No agent is shown to beat noop .*: 1 of 2 are worse/,
  );
  // The mean of the one is above noop's by more than that of the other, whose interval leaves out zero.
  const wild = trial("wild", (steps, i) => steps + [-45, 40, 60, -50, 30, 50, -40, 70][i]!);
  match(
    titleOf(plotDifferences({ noop, wild, worse }, { reference: "noop" })),
    /^No agent is shown to beat noop .*: 1 of 2 are worse/,
  );
});

Deno.test("plotDifferences() has a full dot where zero is left out and a hollow one where it is not", () => {
  const svg = toSvg(plotDifferences({ noop, better, alike }, { reference: "noop" }));
  const dots = [...svg.matchAll(/<circle [^>]*fill="(#\w+)"/g)].map(([, fill]) => fill);
  ok(dots.length === 2 && dots[0] !== "#ffffff" && dots[1] === "#ffffff");
});

Deno.test("plotDifferences() gives the same bytes twice, and refuses a reference that is missing or alone", () => {
  const draw = () => toSvg(plotDifferences({ noop, better }, { reference: "noop" }));
  strictEqual(draw(), draw());
  throws(() => plotDifferences({ noop }, { reference: "noop" }), /no agent to compare/);
  throws(() => plotDifferences({ noop, better }, { reference: "ful" }), /"ful"/);
});
