import { deepStrictEqual, ok, rejects, throws } from "node:assert";
import { type AgentInput, createBlockRunner, planBlocks, resolveExperiment } from "../lib/bench/mod.ts";
import { createPolicy, policies, type PolicyContext } from "../lib/decide/mod.ts";
import {
  createDetector,
  createStreamDetector,
  createThreshold,
  detectors,
  type ServiceDetectorContext,
  STREAM_DETECTORS,
  thresholds,
} from "../lib/detect/mod.ts";
import { contextOf, createDiagnoser, type DiagnoserContext, diagnosers } from "../lib/diagnose/mod.ts";
import { type Action, actions, type Observation } from "../lib/model/mod.ts";
import { openIncidents, openSeries, sources } from "../lib/observe/mod.ts";
import { type AgentOptions, agents, createAgent, runTrial } from "../lib/run/mod.ts";
import { createEnvironment, createTopology, faults, topologies } from "../lib/simulator/mod.ts";
import { detect } from "./detect.ts";
import { rca } from "./rca.ts";

// Every entry of every catalogue in each place in which it makes sense, as docs/house.md has it: in code, in an agent, in the benchmark of its
// stage, in an experiment's file.

const STEPS = 100;
const system = createEnvironment({ steps: STEPS });
const CONTEXT = { topology: system.topology, slo: system.slo, seed: 1 };
const EVERYTHING = { steps: STEPS, signals: ["logs", "traces"] } as const;

/** Runs one episode of each agent that an entry of an experiment's list stands for; the names that took part. */
function inExperiment(agent: AgentInput, scenario: Readonly<Record<string, unknown>> = {}): string[] {
  const experiment = resolveExperiment({
    name: "walk",
    agents: [agent],
    scenarios: [{ ...scenario, steps: STEPS }],
    seeds: [1],
  } as never);
  const run = createBlockRunner(experiment);
  return planBlocks(experiment).flatMap((block) => run(block, null).records.map(({ agent }) => agent));
}

async function printed(
  command: (args: readonly string[], around: { print: (text: string) => void }) => Promise<void>,
  args: string,
): Promise<string> {
  const lines: string[] = [];
  await command(args.split(" "), { print: (text) => void lines.push(text) });
  return lines.join("\n");
}

/** Episodes in which the part is sure to be asked: two seeds with a breach, on the same system. */
const ASKED = { seeds: [1, 2], steps: 140 } as const;

/**
 * Runs `full` with a part by name and by a function that makes the same part and counts how often it is asked: the part is used, and it is
 * the one that the name stands for.
 */
function requireUsed(
  part: "detector" | "diagnoser" | "policy",
  name: string,
  { scenario = {}, ...parts }: AgentOptions & { readonly scenario?: Readonly<Record<string, unknown>> } = {},
): void {
  let asked = 0;
  const counted = {
    detector: (context: ServiceDetectorContext) => {
      const made = createDetector(name, {
        ...context,
        ...(parts.threshold && { threshold: parts.threshold }),
      });
      return { ...made, update: (observation: Observation) => (asked++, made.update(observation)) };
    },
    diagnoser: (context: DiagnoserContext) => {
      const made = createDiagnoser(name, context);
      return {
        ...made,
        diagnose: (...given: Parameters<typeof made.diagnose>) => (asked++, made.diagnose(...given)),
      };
    },
    policy: (context: PolicyContext) => {
      const made = createPolicy(name, context);
      return {
        ...made,
        decide: (...given: Parameters<typeof made.decide>) => (asked++, made.decide(...given)),
      };
    },
  };
  const { threshold: _, ...others } = parts;
  const byFunction = createAgent("full", { ...others, [part]: counted[part] });
  const byName = createAgent("full", { ...parts, [part]: name });
  deepStrictEqual(
    runTrial({ agent: byName, ...ASKED, ...scenario }),
    runTrial({ agent: byFunction, ...ASKED, ...scenario }),
  );
  ok(asked > 0, `${part} ${name} was never asked`);
}

/** Whether a table has a row of that name. */
const hasRow = (text: string, name: string) => new RegExp(`^${name} `, "m").test(text);

for (const name of detectors.names) {
  Deno.test(`the detector ${name} runs in code, in an agent and in an experiment`, () => {
    deepStrictEqual(createDetector(name, CONTEXT).name, name);
    requireUsed("detector", name);
    deepStrictEqual(inExperiment({ agent: "full", detector: name }), [`full detector=${name}`]);
    if (STREAM_DETECTORS.includes(name)) {
      deepStrictEqual(createStreamDetector(name, { dimensions: 1, seed: 1 }).name, name);
    } else throws(() => createStreamDetector(name, { dimensions: 1, seed: 1 }), /can't watch a series/);
  });
}

Deno.test("every detector of streams runs in the benchmark of detectors, the others say that they can't", async () => {
  const simulated = "--simulate --regimes stationary --seeds 1 --rows 1000 --no-times";
  const text = await printed(detect, `${simulated} --detectors ${STREAM_DETECTORS.join(",")}`);
  for (const name of STREAM_DETECTORS) ok(hasRow(text, name), name);
  for (const name of detectors.names.filter((name) => !STREAM_DETECTORS.includes(name))) {
    await rejects(printed(detect, `${simulated} --detector ${name}`), /can't watch a series/);
  }
});

for (const name of thresholds.names) {
  Deno.test(`the threshold ${name} runs in code, in an agent, in the benchmark of detectors and in an experiment`, async () => {
    deepStrictEqual(createThreshold(name).name, name);
    const parts = { detector: "ewma", threshold: name };
    requireUsed("detector", "ewma", { threshold: name });
    deepStrictEqual(inExperiment({ agent: "full", ...parts }), [`full detector=ewma threshold=${name}`]);
    const calm = "--simulate --calm --regimes stationary --seeds 1 --rows 1000 --false-alarm-rate 0.01";
    ok((await printed(detect, `${calm} --detector ewma --threshold ${name}`)).includes(`"${name}"`));
  });
}

for (const { name, needs } of diagnosers.entries) {
  Deno.test(`the diagnoser ${name} runs in code, in an agent and in an experiment`, () => {
    deepStrictEqual(createDiagnoser(name, contextOf(system.topology)).name, name);
    const scenario = needs === undefined ? {} : { signals: EVERYTHING.signals };
    requireUsed("diagnoser", name, { scenario });
    deepStrictEqual(inExperiment({ agent: "full", diagnoser: name }, scenario), [`full diagnoser=${name}`]);
  });
}

Deno.test("every diagnoser runs in the benchmark of diagnosers", async () => {
  const text = await printed(
    rca,
    `--simulate --topology three-tier --seeds 1001 --fault-free 0 --no-times --diagnosers ${
      diagnosers.names.join(",")
    }`,
  );
  for (const name of diagnosers.names) ok(hasRow(text, name), name);
});

for (const name of policies.names) {
  Deno.test(`the policy ${name} runs in code, in an agent and in an experiment`, () => {
    deepStrictEqual(createPolicy(name, CONTEXT).name, name);
    requireUsed("policy", name);
    deepStrictEqual(inExperiment({ agent: "full", policy: name }), [`full policy=${name}`]);
  });
}

for (const name of agents.names) {
  Deno.test(`the agent ${name} runs in code and in an experiment`, () => {
    deepStrictEqual(runTrial({ agent: name, seeds: [1], steps: STEPS }).map(({ agent }) => agent), [name]);
    deepStrictEqual(inExperiment(name), [name]);
  });
}

for (const name of topologies.names) {
  Deno.test(`the topology ${name} runs in code, in the benchmark of diagnosers and in an experiment`, async () => {
    ok(createTopology(name).services.length >= 3);
    ok(runTrial({ agent: "noop", seeds: [1], topology: name, steps: STEPS }).length === 1);
    deepStrictEqual(inExperiment("noop", { topology: name }), ["noop"]);
    const some = `--simulate --topology ${name} --seeds 1001 --fault-free 0 --no-times --diagnoser front`;
    ok((await printed(rca, some)).includes(name));
  });
}

for (const name of faults.names) {
  Deno.test(`the fault ${name} strikes in code, in the benchmark of diagnosers and in an experiment`, async () => {
    const topology = name === "grey_replica" ? "replicated" : "three-tier";
    const environment = createEnvironment({ topology, fault: name, steps: STEPS });
    environment.reset({ seed: 1 });
    deepStrictEqual(environment.faults.map(({ type }) => type), [name]);
    deepStrictEqual(inExperiment("noop", { topology, fault: name }), ["noop"]);
    const some = `--simulate --topology ${topology} --seeds 1001 --fault-free 0 --no-times --diagnoser front`;
    ok((await printed(rca, `${some} --fault ${name}`)).includes(name));
  });
}

const PARAMETERS = { service: "db", delta: 1, factor: 0.4, caller: "api", callee: "db" } as const;

for (const { name, parameters = {} } of actions.entries) {
  Deno.test(`the action ${name} is carried out with the parameters that it declares`, () => {
    const given = Object.keys(parameters).map((key) => [key, PARAMETERS[key as keyof typeof PARAMETERS]]);
    const environment = createEnvironment({ steps: STEPS });
    environment.reset({ seed: 1 });
    const { observation } = environment.step({ kind: name, ...Object.fromEntries(given) } as Action);
    ok(observation.values.every(Number.isFinite));
  });
}

for (const { name, holds } of sources.entries) {
  Deno.test(`the source ${name} is known to the reader of ${holds} and to the command that reads them`, async () => {
    const open = holds === "incidents" ? openIncidents : openSeries;
    await rejects(open({ format: name, path: "lib/model" }), /Cannot find any|expected the file/);
    const command = holds === "incidents" ? rca : detect;
    await rejects(
      printed(command, `--format ${name} --data lib/model`),
      /^UsageError: (?:Cannot find any|.*expected the file)/,
    );
  });
}
