import { strictEqual, throws } from "node:assert";
import { UsageError } from "../model/mod.ts";
import { createEnvironment } from "./environment.ts";

const WRONG: readonly (readonly [options: unknown, message: RegExp])[] = [
  [{ topolgy: "boutique" }, /topolgy is not known: did you mean "topology"\? Known: topology, fault, /],
  [{ nonsense: 1 }, /nonsense is not known/],
  [{ topology: 5 }, /topology must be a text or an object, found 5/],
  [{ topology: null }, /topology must be a text or an object, found null/],
  [{ fault: 5 }, /fault must be a text or an object, found 5/],
  [{ severity: "x" }, /severity must be a list, found "x"/],
  [{ steps: "240" }, /steps must be a number, found "240"/],
  [{ slo: null }, /slo must be an object, found null/],
  [{ slo: { latency: 200 } }, /slo.latency is not known/],
  [null, /the options must be an object, found null/],
];

for (const [options, message] of WRONG) {
  Deno.test(`createEnvironment(${JSON.stringify(options)}) is told as a mistake, with what was meant`, () => {
    throws(() => createEnvironment(options as never), (error) => {
      strictEqual(error instanceof UsageError, true, String(error));
      return message.test((error as Error).message) && /^createEnvironment: /.test((error as Error).message);
    });
  });
}
