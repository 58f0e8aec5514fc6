import { deepStrictEqual, match, ok, throws } from "node:assert";
import { type Claim, numbersIn, problemsOf, sentenceOf, withWrongNumber } from "./claim.ts";
import { GIVEN } from "./given.ts";
import { CLAIMS } from "./list_of_claims.ts";
import { type SavedNotebook, savedNotebook } from "./saved_notebook.ts";
import { unborneNumbers } from "./unborne.ts";

const NOTEBOOKS = new Map(
  [...Deno.readDirSync("notebooks")].map(({ name }) => name).filter((name) => name.endsWith(".ipynb")).sort()
    .map((file) => {
      const name = file.replace(/\.ipynb$/, "");
      return [name, savedNotebook(name, Deno.readTextFileSync(`notebooks/${file}`))] as const;
    }),
);

function notebookOf(claim: Claim): SavedNotebook {
  const saved = NOTEBOOKS.get(claim.in);
  if (saved === undefined) throw new Error(`There is no notebook "${claim.in}"`);
  return saved;
}

/** The notebook with other words in its prose. */
function reworded(saved: SavedNotebook, [from, to]: readonly [string, string]): SavedNotebook {
  const cells = saved.cells.map((cell) =>
    cell.isCode ? cell : { ...cell, source: cell.source.replace(/\s+/g, " ").replace(from, () => to) }
  );
  return savedNotebook(
    saved.name,
    JSON.stringify({
      cells: cells.map(({ id, isCode, source, shown }) => ({
        ...{ id, cell_type: isCode ? "code" : "markdown", source },
        outputs: [{ text: shown }],
      })),
    }),
  );
}

Deno.test("what the notebooks claim is borne by what they show above it: 40 sentences and more, some in each", () => {
  deepStrictEqual(CLAIMS.flatMap((claim) => problemsOf(claim, notebookOf(claim))), []);
  ok(CLAIMS.length >= 40, String(CLAIMS.length));
});

Deno.test("a claim fails once its sentence is another", () => {
  for (const claim of CLAIMS) {
    const sentence = sentenceOf(claim.says);
    const other = reworded(notebookOf(claim), [sentence, "Something else."]);
    match(problemsOf(claim, other).join("\n"), / is not in /, sentence);
  }
});

Deno.test("a claim fails for a wrong number in place of each of its numbers, in the notebook alone and in both", () => {
  for (const claim of CLAIMS) {
    ok(numbersIn(claim) > 0, claim.says);
    for (let n = 0; n < numbersIn(claim); n++) {
      const planted = withWrongNumber(claim, n);
      const saved = reworded(notebookOf(claim), [sentenceOf(claim.says), sentenceOf(planted.says)]);
      match(problemsOf(claim, saved).join("\n"), / is not in /, planted.says);
      const problems = problemsOf(planted, saved);
      match(problems.join("\n"), /^[^\n]* says [^\n]*, the outputs [^\n]*$/, `${planted.says}: ${problems}`);
    }
  }
});

Deno.test("each number in the prose of a notebook is claimed, shown or set above it, or given", () => {
  const all = { claims: CLAIMS, given: GIVEN };
  deepStrictEqual([...NOTEBOOKS.values()].flatMap((saved) => unborneNumbers(saved, all)), []);
  for (const given of GIVEN) {
    const saved = NOTEBOOKS.get(given.in);
    const prose = saved?.cells.filter(({ isCode }) => !isCode).map(({ source }) =>
      source.replace(/\s+/g, " ")
    );
    ok(prose?.some((text) => text.includes(given.says)), `"${given.says}" is not in ${given.in}`);
  }
});

const MADE_UP = savedNotebook(
  "made-up",
  JSON.stringify({
    cells: [
      {
        id: "intro",
        cell_type: "markdown",
        source: ["After 12 steps\n", "all is `told=99` [well](x.md#77)."],
      },
      { id: "set", cell_type: "code", source: "const episodes = 60;" },
      {
        id: "table",
        cell_type: "code",
        source: "table()",
        outputs: [{
          data: {
            "text/plain":
              "Means:\nagent          steps\n-----  -------------\nfull      6.5 [5, 8]\nnoop   1,078 [-3, 4]\n\nDone in 7 s",
            "image/svg+xml": '<svg><text x="1">over <tspan>0.25</tspan></text></svg>',
          },
        }],
      },
      {
        id: "end",
        cell_type: "markdown",
        source: "Of 60 episodes `full` has 6.5 steps, noop 1,078: a sixth.",
      },
    ],
  }),
);

Deno.test("a saved notebook is asked for numbers in lines, pictures and tables by their headers, and says what is not there", () => {
  deepStrictEqual(MADE_UP.value("table", "steps", { agent: "noop" }), 1078);
  deepStrictEqual(MADE_UP.values("table", "steps", { agent: "noop" }), [1078, -3, 4]);
  deepStrictEqual(MADE_UP.column("table", "steps"), [6.5, 1078]);
  deepStrictEqual(MADE_UP.number("table", /Done in (\d+) s/), 7);
  deepStrictEqual(MADE_UP.number("table", /over\s+(\S+)/), 0.25);
  throws(() => MADE_UP.number("table", /never (\d)/), /nothing in what it shows is/);
  throws(() => MADE_UP.number("tabel", /\d/), /no cell "tabel"/);
  throws(() => MADE_UP.value("table", "step", { agent: "noop" }), /no table with a column "step"/);
  throws(() => MADE_UP.value("table", "steps", { agent: "none" }), /0 rows/);
});

Deno.test("a claim holds at the digits that it shows, within limits, and only of outputs above it", () => {
  const claim = (says: string, ...values: number[]) =>
    problemsOf({ in: "made-up", says, by: () => values }, MADE_UP);
  deepStrictEqual(claim("`full` has {6.5} steps, noop {1,078}: {a sixth}.", 6.46, 1078.4, 0.17), []);
  ok(claim("`full` has {6.5} steps", 6.44).length === 1);
  deepStrictEqual(claim("Of {>60} episodes", 61), []);
  ok(claim("Of {>60} episodes", 60).length === 1);
  deepStrictEqual(claim("Of {~60} episodes", 66), []);
  ok(claim("Of {~60} episodes", 70).length === 1);
  ok(claim("Of {60} episodes").length === 1, "too few values");
  ok(claim("Of 60 episodes").length === 1, "no number");
  throws(
    () =>
      problemsOf({
        in: "made-up",
        says: "After {12} steps all is",
        by: (saved) => [saved.value("table", "steps", { agent: "full" })],
      }, MADE_UP),
    /no cell "table" above/,
  );
});

Deno.test("unborneNumbers() finds what stands above all outputs, and neither code, nor links, nor what is given or set", () => {
  const found = unborneNumbers(MADE_UP, { claims: [], given: [] });
  deepStrictEqual(found.map((line) => /bears "(.*?)"/.exec(line)![1]), ["12"]);
  const given = [{ in: "made-up", says: "After 12 steps", from: "the default" }];
  deepStrictEqual(unborneNumbers(MADE_UP, { claims: [], given }), []);
  const planted = reworded(MADE_UP, ["6.5 steps", "6.6 steps"]);
  deepStrictEqual(unborneNumbers(planted, { claims: [], given }).length, 1);
});
