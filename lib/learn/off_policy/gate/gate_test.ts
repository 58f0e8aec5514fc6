import { strictEqual, throws } from "node:assert";
import { parseGate, whyNotPassed } from "./gate.ts";

const agent = { name: "full", parts: { detector: "two-opinions", policy: "playbook" } };
const PASS = {
  ...{ format: "aiops gate", version: 2, verdict: "passed", agent, log: "1".repeat(64) },
  ...{ bound: "difference", confidence: 0.95, leastReward: -6, greatestReward: 1, lowerBound: 0.6 },
  ...{ toBeat: 0.5, logged: 0.5, decisions: 900, episodes: 90 },
};

Deno.test("parseGate() takes a pass, and refuses each figure that no passed gate can have", () => {
  strictEqual(parseGate(PASS).lowerBound, 0.6);
  for (
    const [changed, message] of [
      [{ bound: "betting on it" }, /bound is "betting on it"/],
      [{ bound: "dr" }, /bound is "dr"/],
      [{ confidence: 0.1 }, /confidence must be 0\.9 or more, found 0\.1/],
      [{ confidence: 1 }, /confidence must be less than 1/],
      [{ decisions: 1 }, /decisions must be at least episodes, 90, found 1/],
      [{ episodes: 29 }, /episodes must be 30 or more, found 29/],
      [{ log: "0".repeat(64) }, /log .*no row of zeros/],
      [{ log: "x" }, /log .*64 hexadecimal digits/],
      [{ state: "0".repeat(64) }, /state .*no row of zeros/],
      [{ lowerBound: 0.5 }, /lowerBound must lie above toBeat, 0\.5, found 0\.5/],
      [{ toBeat: 0.4 }, /toBeat must be at least logged, 0\.5, found 0\.4/],
      [{ lowerBound: 3 }, /must lie from leastReward, -6, to greatestReward, 1, found 0\.5 and 3/],
      [{ leastReward: 0.55 }, /must lie from leastReward, 0\.55/],
      [{ agent: "full" }, /agent must be an object/],
      [{ version: 1 }, /version is 1: Known: 2/],
      [{ verdict: "maybe" }, /verdict is "maybe"/],
      [{ extra: 1 }, /extra is not known/],
    ] as const
  ) throws(() => parseGate({ ...PASS, ...changed }), message, JSON.stringify(changed));
});

Deno.test("parseGate() says why a gate stayed closed", () => {
  const { format, version, log, decisions, episodes } = PASS;
  const refusal = { format, version, verdict: "refused", agent, log, decisions, episodes, why: "too low" };
  throws(() => parseGate(refusal), /^UsageError: the gate stayed closed for "full": too low$/);
});

Deno.test("whyNotPassed() compares parts, and not what the agent is called", () => {
  const pass = parseGate(PASS);
  strictEqual(whyNotPassed(pass, { agent: { ...agent, name: "mine" } }), undefined);
  strictEqual(
    whyNotPassed(pass, { agent: { name: "full", parts: { ...agent.parts, detector: "cusum" } } }),
    'it was passed by "full", and "full" is to act, with another detector',
  );
  strictEqual(
    whyNotPassed(pass, { agent: { name: "blind", parts: { policy: "fixed-list" } } }),
    'it was passed by "full", and "blind" is to act',
  );
});
