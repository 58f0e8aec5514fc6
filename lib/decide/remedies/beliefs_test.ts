import { ok, strictEqual } from "node:assert";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { afterFailures } from "./beliefs.ts";

const UNKNOWN = { shareOf: () => 0.05, helps: () => 0.85 };
const BELIEFS = {
  shares: [["db", 0.9], ["api", 0.1], ["cache", 0]],
  kinds: [
    { service: "db", fault: "slow_query", probability: 0.6 },
    { service: "db", fault: "partition", probability: 0.3 },
    { service: "api", fault: "bad_deploy", probability: 0.1 },
  ],
} as const;

const after = (failed: Parameters<typeof afterFailures>[1]["failed"]) =>
  afterFailures(BELIEFS, { failed, topology: SYNTHETIC, unknown: UNKNOWN });

Deno.test("without a failure beliefs stay", () => {
  strictEqual(after([]).shares, BELIEFS.shares);
});

Deno.test("what a failed action would have ended is less likely, everything else likelier, and the sum stays", () => {
  const { shares, kinds } = after([{ kind: "restart", service: "db" }]);
  const share = Object.fromEntries(shares);
  ok(share.db! < 0.9 && share.api! > 0.1 && share.cache! > 0);
  const at = (fault: string) => kinds.find((one) => one.fault === fault)!.probability;
  ok(at("slow_query") < at("partition") && at("partition") > 0.3);
  const sum = shares.reduce((total, [, one]) => total + one, 0);
  ok(Math.abs(sum - 1.15) < 1e-9, `${sum}`);
});

Deno.test("an action at one service says nothing of the faults of another one", () => {
  const { kinds } = after([{ kind: "clear_cache" }]);
  const ratio = kinds[0]!.probability / kinds[1]!.probability;
  ok(Math.abs(ratio - 2) < 1e-9);
});
