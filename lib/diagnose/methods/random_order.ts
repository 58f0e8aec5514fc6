import { createStream } from "../../random/mod.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";

/**
 * Ranks the services at random, another order each time, the same orders for a seed: with n services it is right at first with a
 * chance of 1/n, which any diagnosis must beat.
 */
export function createRandomOrder({ services, seed = 0 }: DiagnoserContext): Diagnoser {
  const stream = createStream(seed, "random-order");
  return {
    name: "random",
    fit: () => {},
    diagnose: () => {
      // 1 - x lies in (0, 1]: every service is named.
      const ranking = rank(services, services.map(() => 1 - stream.next()));
      return {
        suspect: ranking[0]!.service,
        confidence: 1 / services.length,
        ranking,
        rationale: `${ranking[0]!.service} was drawn at random`,
      };
    },
  };
}
