import { type Diagnoser, type DiagnoserContext, rank } from "./diagnoser.ts";

/**
 * Names the front whatever it sees: the trivial answer that any diagnosis must beat, and what the prototype's correlation of the front
 * with itself came to.
 */
export function createFrontDiagnoser({ topology }: DiagnoserContext): Diagnoser {
  const diagnosis = {
    suspect: topology.front,
    confidence: 1 / topology.services.length,
    ranking: rank(topology, topology.services.map(({ name }) => name === topology.front ? 1 : 0)),
    rationale: `${topology.front} is where users suffer`,
  };
  return { name: "front", fit: () => {}, diagnose: () => diagnosis };
}
