/**
 * What an agent with a policy from ONNX decides on three-tier, as JSON: the indices of its actions, episode by episode. Tests of the Python package
 * compare them with those of the policy that was written.
 *
 *     deno run --allow-read experiments/gym/play_onnx.ts FILE FIRST_SEED COUNT
 */
import { createTrainingEnvironment, policyFromOnnx } from "../../lib/gym/mod.ts";
import { describeAction } from "../../lib/model/mod.ts";
import { createAgent, runEpisode, seedRange } from "../../lib/run/mod.ts";
import { createEnvironment } from "../../lib/simulator/mod.ts";

const [path = "", first, count] = Deno.args;
const agent = createAgent("blind", { policy: policyFromOnnx(Deno.readFileSync(path)) });
const environment = createEnvironment({ topology: "three-tier" });
const { actions } = createTrainingEnvironment({ topology: "three-tier" }).describe();
const decisions = seedRange(Number(first), Number(count)).map((seed) => {
  const { steps, warmupSteps } = runEpisode({ agent, environment, seed });
  return steps.slice(warmupSteps).map(({ proposed }) => actions.indexOf(describeAction(proposed)));
});
console.log(JSON.stringify(decisions));
