import { deepStrictEqual, notStrictEqual, strictEqual, throws } from "node:assert";
import { UsageError } from "../../lib/model/mod.ts";
import { type Notebook, prepareRun } from "./parameters.ts";

const SOURCE = [
  "// what may be changed",
  "const seed = 7;",
  'let agentName: "full" | "noop" = "full"; // by name',
  "const sizes = [",
  "  1,",
  "];",
  "const render = false;",
  "const steps = 60 * seed;",
].join("\n");

function notebook(source = SOURCE, tags = ["parameters"]): Notebook {
  return {
    cells: [
      { cell_type: "markdown", source: "# Title", metadata: {} },
      { cell_type: "code", source, metadata: { tags } },
    ],
  };
}

const prepare = (...given: string[]) => prepareRun(notebook(), { title: "01-first", given });

Deno.test("prepareRun() declares the given names again, in the notebook's order and with its keywords", () => {
  const { source, parameters } = prepare("agentName=noop", "seed=9", "sizes=[2,3]", "steps=240");
  strictEqual(
    source,
    '// Parameters\nconst seed = 9;\nlet agentName = "noop";\nconst sizes = [2,3];\nconst steps = 240;',
  );
  deepStrictEqual(parameters, { agentName: "noop", seed: 9, sizes: [2, 3], steps: 240 });
});

Deno.test("prepareRun() keeps an equals sign in a value, and a text that is quoted as JSON", () => {
  deepStrictEqual(prepare("agentName=a=b").parameters, { agentName: "a=b" });
  deepStrictEqual(prepare('agentName="7"').parameters, { agentName: "7" });
});

Deno.test("the id is that of the sources and the parameters, whatever their order", () => {
  const id = prepare("seed=9", "render=true").id;
  strictEqual(/^[0-9a-f]{12}$/.test(id), true);
  strictEqual(prepare("render=true", "seed=9").id, id);
  notStrictEqual(prepare("seed=8", "render=true").id, id);
  const edited = prepareRun(notebook(`${SOURCE}\n`), { title: "", given: ["seed=9", "render=true"] });
  notStrictEqual(edited.id, id);
});

Deno.test("the id of a source in lines is that of the source in one piece", () => {
  const inLines = notebook();
  inLines.cells[1]!.source = SOURCE.split(/(?<=\n)/);
  strictEqual(prepareRun(inLines, { title: "", given: ["seed=9"] }).id, prepare("seed=9").id);
});

Deno.test("prepareRun() names the parameter, the rule, the value and the nearest name", () => {
  const cases: [string[], RegExp][] = [
    [
      ["sed=9"],
      /^Cannot find the parameter "sed": did you mean "seed"\? Known: seed, agentName, sizes, render, /,
    ],
    [["seed"], /^The option --param needs name=value, found "seed"$/],
    [["=9"], /needs name=value, found "=9"$/],
    [["seed=1", "seed=2"], /^The parameter seed is given twice$/],
    [["seed=nine"], /^The parameter seed needs a value of kind number, found the string "nine"$/],
    [["seed="], /kind number, found the string ""$/],
    [["seed=1e999"], /^The parameter seed needs a finite number, found 1e999$/],
    [["agentName=7"], /needs a value of kind string, found the number 7 \(a text is written '"7"'\)$/],
    [["render=1"], /kind boolean, found the number 1$/],
    [["sizes=2"], /kind array, found the number 2$/],
    [["sizes=null"], /kind array, found null$/],
  ];
  for (const [given, message] of cases) {
    throws(
      () => prepare(...given),
      (error: Error) => error instanceof UsageError && message.test(error.message),
    );
  }
});

Deno.test("prepareRun() refuses a notebook without a cell tagged parameters", () => {
  throws(
    () => prepareRun(notebook(SOURCE, []), { title: "01-first", given: ["seed=9"] }),
    /needs a notebook with a cell tagged "parameters", found none in 01-first$/,
  );
});
