import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";

/**
 * Names the front whatever it sees: the trivial answer that any diagnosis must beat, and what the prototype's correlation of the front
 * with itself came to.
 */
export function createFrontDiagnoser({ services, symptom }: DiagnoserContext): Diagnoser {
  const front = symptom?.service ?? services[0]!;
  const diagnosis = {
    suspect: front,
    confidence: 1 / services.length,
    ranking: rank(services, services.map((name) => name === front ? 1 : 0)),
    rationale: `${front} is where users suffer`,
  };
  return { name: "front", fit: () => {}, diagnose: () => diagnosis };
}
