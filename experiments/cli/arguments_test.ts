import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { helpText, readArguments, readCommandLine, share, wholeNumber } from "./arguments.ts";

const OPTIONS = { seed: { type: "string", help: "" }, render: { type: "boolean", help: "" } } as const;

Deno.test("readArguments() reads values and switches, as --name value and --name=value", () => {
  deepStrictEqual(readArguments(["--seed", "7", "--render"], OPTIONS), { seed: "7", render: true });
  deepStrictEqual(readArguments(["--seed=7"], OPTIONS), { seed: "7" });
});

Deno.test("readArguments() says what was meant, and what is missing", () => {
  throws(() => readArguments(["--sed", "7"], OPTIONS), /did you mean "--seed"/);
  throws(() => readArguments(["--seed"], OPTIONS), /needs a value/);
  throws(
    () => readArguments(["--seed", "--render"], OPTIONS),
    /--seed needs a value, found the option "--render"/,
  );
  throws(() => readArguments(["--render=yes"], OPTIONS), /takes no value/);
  throws(() => readArguments(["--seed", "7", "--seed=7"], OPTIONS), /--seed is given twice/);
  throws(() => readArguments(["--render", "--render"], OPTIONS), /--render is given twice/);
  throws(() => readArguments(["stray"], OPTIONS), /Unexpected argument "stray"/);
});

Deno.test("readCommandLine() tells operands from values, and collects what may be repeated", () => {
  const options = { ...OPTIONS, set: { type: "string", multiple: true, help: "" } } as const;
  deepStrictEqual(readCommandLine(["a.json", "--set", "x=1", "--render", "b", "--set=y=2"], options), {
    operands: ["a.json", "b"],
    given: { set: ["x=1", "y=2"], render: true },
  });
});

Deno.test("wholeNumber() and share() name the option, the rule and the value", () => {
  strictEqual(wholeNumber(undefined, { name: "steps", fallback: 240, min: 1 }), 240);
  for (const text of ["0", "-1", "x", "1.5", "1e3", ""]) {
    throws(
      () => wholeNumber(text, { name: "steps", fallback: 240, min: 1 }),
      /--steps needs a whole number of 1/,
    );
  }
  for (const text of ["-0.1", "1.1", "x", " "]) {
    throws(() => share(text, { name: "p", fallback: 0 }), /--p needs a number from 0 to 1/);
  }
});

Deno.test("helpText() puts a heading above the first option of each group", () => {
  const options = {
    data: { section: "One's own", type: "string", value: "FILE", help: "a table" },
    json: { type: "boolean", help: "as JSON" },
    simulate: { section: "Simulated", type: "boolean", help: "made up" },
  } as const;
  const text = helpText({ usage: "x", about: "y", options, examples: ["z"] });
  deepStrictEqual(text.split("\n").slice(3, 10), [
    "",
    "One's own:",
    "  --data FILE  a table",
    "  --json       as JSON",
    "",
    "Simulated:",
    "  --simulate   made up",
  ]);
});
