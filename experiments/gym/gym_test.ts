import { match, throws } from "node:assert";
import { UsageError } from "../../lib/model/mod.ts";
import { printed } from "../testing/printed.ts";
import { gym } from "./gym.ts";

Deno.test("the command describes an environment, and refuses what it does not know", async () => {
  match(
    await printed(() => gym([])),
    /three-tier: episodes of 180 steps[^]*33 {2}tried restore[^]*17 {2}restore/,
  );
  match(
    await printed(() => gym([])),
    /reward of a step: [^]*\n {2}healthy +1 {2}a step within the SLO\n {2}breach +-2 [^]*\n {2}shed +-1 {2}per step, times the share[^]*\n {2}action\.restart +-0\.5 {2}each restart/,
  );
  match(await printed(() => gym(["--help"])), /deno task gym \[options\]/);
  throws(() => gym(["--topology", "three-teir"]), UsageError);
});
