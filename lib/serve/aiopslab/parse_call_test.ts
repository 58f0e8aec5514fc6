import { deepStrictEqual, throws } from "node:assert";
import { parseCall } from "./parse_call.ts";

const call = (text: string) => parseCall(`I say:\n\`\`\`\n${text}\n\`\`\`\nand that is it`);

Deno.test("a call is read with Python's literals, by position and by name, whatever stands around its block", () => {
  deepStrictEqual(call(`get_logs("shop", service='it\\'s', n=-1.5e2)`), {
    name: "get_logs",
    args: ["shop"],
    named: { service: "it's", n: -150 },
  });
  deepStrictEqual(call(`submit({"a": [1, 2.5, True, None,], "b": {}})`).args, [{
    a: [1, 2.5, true, null],
    b: {},
  }]);
  deepStrictEqual(call(`submit()`), { name: "submit", args: [], named: {} });
  deepStrictEqual(call(`submit([\n  "db",\n  "api"\n])`).args, [["db", "api"]]);
  deepStrictEqual(parseCall("```python\nsubmit('a \\\"b\\\" \\n')\n```").args, [`a "b" \n`]);
});

Deno.test("what is no call is told with what was expected", () => {
  throws(() => parseCall("submit()"), /between two lines of three backticks.*found 0 blocks/);
  throws(() => parseCall("```\na()\n```\n```\nb()\n```"), /found 2 blocks/);
  throws(() => call("ls -l"), /No call was found/);
  throws(() => call("submit(db)"), /expected a text in quotes, a number.* at "db"/);
  throws(() => call(`submit("a" "b")`), /expected "," at ""b""/);
  throws(() => call(`submit([1)`), /expected "," or "\]" at ""/);
  throws(() => call(`submit(${"[".repeat(99)})`), /expected fewer brackets/);
});
