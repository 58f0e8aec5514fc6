import { diagnoser, type DiagnoserEntry, rank } from "../diagnoser.ts";

/** Names the service where users notice the incident, whatever was recorded: any diagnosis must beat that. */
export const front: DiagnoserEntry = diagnoser({
  name: "front",
  about: "names the service where users notice the incident, whatever was recorded",
  trivial: true,
  create: ({ services, symptom }) => {
    const suspect = symptom?.service ?? services[0]!;
    const diagnosis = {
      suspect,
      confidence: 1 / services.length,
      ranking: rank(services, services.map((name) => name === suspect ? 1 : 0)),
      rationale: `${suspect} is where users suffer`,
    };
    return () => () => diagnosis;
  },
});
