import { SYNTHETIC } from "../observe/testing/synthetic.ts";
import { createDiagnoser, diagnosers } from "./catalogue.ts";
import type { DiagnoserContext } from "./diagnoser.ts";
import { madeUpIncident, madeUpTree } from "./testing/made_up_incident.ts";

/**
 * The cheapest that looks at all metrics: what the others cost is a multiple of that. `fused` takes 5 to 7 times as long for both
 * systems on an idle machine, given the topology or the calls alone; the promise is 1 ms for three tiers and 100 ms for 1,000 services.
 */
const BASELINE = "n-sigma";
/** A search through sets of indicators, not meant for thousands of them. */
const FOR_SMALL_SYSTEMS = ["rcd"];

/** All but those that need logs or spans, which a made-up incident lacks. */
const METHODS = diagnosers.entries
  .filter(({ needs = [] }) => !needs.includes("logs") && !needs.includes("spans"))
  .map(({ name }) => name);

const SIZES = [
  { system: "three tiers", topology: SYNTHETIC, methods: METHODS },
  {
    system: "1,000 services",
    topology: madeUpTree(1000),
    methods: METHODS.filter((name) => !FOR_SMALL_SYSTEMS.includes(name)),
  },
];

for (const { system, topology, methods } of SIZES) {
  const { context, before, after } = madeUpIncident(topology);
  const { topology: _, ...graphOnly } = context;
  const benched: [title: string, name: string, context: DiagnoserContext][] = [
    ...methods.map((name): [string, string, DiagnoserContext] => [name, name, context]),
    ["fused, given the calls alone", "fused", graphOnly],
  ];
  for (const [title, name, known] of benched) {
    const baseline = title === BASELINE;
    const options = { baseline, n: 10, warmup: 3 };
    const diagnoser = createDiagnoser(name, known);
    diagnoser.fit(before);
    Deno.bench(`${title} learns ${system}`, { ...options, group: `learn ${system}` }, () => {
      createDiagnoser(name, known).fit(before);
    });
    Deno.bench(`${title} judges ${system}`, { ...options, group: `judge ${system}` }, () => {
      diagnoser.diagnose(after);
    });
  }
}
