import { z } from "zod";
import { sealed } from "../detect/state/sealed.ts";
import { checkOptions, objectWith } from "../model/check_options.ts";
import { UsageError } from "../model/mod.ts";
import { showValue } from "../model/show_value.ts";
import type { Policy, Situation } from "./policy.ts";

const EPISODE = z.looseObject({ seed: z.int() });
const HEALTHY = objectWith({ length: "number", series: "function", mean: "function" });

/**
 * Puts the checks around a policy that all of them share, so that none has to: of its episode, window, situation and feedback. The state of
 * one that learns is sealed, see `sealed`.
 *
 * @param options.name its name with its parameters; the state of a policy with another one is refused
 */
export function checkedPolicy(
  policy: Policy,
  { name, learns }: { readonly name: string; readonly learns: boolean },
): Policy {
  const thing = `the policy "${name}"`;
  return {
    ...policy,
    name,
    begin: (episode) => {
      checkOptions(thing, EPISODE, episode, "the episode");
      policy.begin(episode);
    },
    fit: (healthy) => {
      checkOptions(thing, HEALTHY, healthy, "the window");
      policy.fit(healthy);
    },
    decide: (situation) => {
      if (!isSituation(situation)) {
        throw new UsageError(
          `${thing}: a situation must have observation, recent, inBreach and diagnose(), found ${
            showValue(situation)
          }`,
        );
      }
      return policy.decide(situation);
    },
    learn: (feedback) => {
      if (!Number.isFinite(feedback?.reward) || typeof feedback.sloViolated !== "boolean") {
        throw new UsageError(
          `${thing}: feedback must have a finite reward and sloViolated, found ${showValue(feedback)}`,
        );
      }
      policy.learn(feedback);
    },
    ...(learns && sealed({ thing: "policy", name }, policy)),
  };
}

function isSituation(situation: Situation | null | undefined): boolean {
  return situation?.observation?.values instanceof Float64Array && typeof situation.inBreach === "boolean" &&
    typeof situation.recent?.mean === "function" && typeof situation.diagnose === "function";
}
