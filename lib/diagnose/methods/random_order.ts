import { createStream } from "../../random/mod.ts";
import { diagnoser, type DiagnoserEntry, rank } from "../diagnoser.ts";

/**
 * Ranks the services at random: a new order each time, the same sequence of orders for a seed. With n services its first guess is right
 * with probability 1/n, which any diagnosis must beat.
 */
export const randomOrder: DiagnoserEntry = diagnoser({
  name: "random",
  about: "ranks the services at random",
  trivial: true,
  create: ({ services, seed = 0 }) => {
    const stream = createStream(seed, "random-order");
    return () => () => {
      // 1 - x lies in (0, 1]: every service is named.
      const ranking = rank(services, services.map(() => 1 - stream.next()));
      return {
        suspect: ranking[0]!.service,
        confidence: 1 / services.length,
        ranking,
        rationale: `${ranking[0]!.service} was drawn at random`,
      };
    };
  },
});
