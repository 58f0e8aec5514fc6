import { basename } from "node:path";
import { draftTopology, type TopologyDraft } from "../lib/observe/topology_draft.ts";
import { textTable } from "../lib/report/table.ts";
import { assessTopology, type TopologyAssessment, topologyJsonSchema } from "../lib/simulator/mod.ts";
import { STEP_SECONDS, UsageError } from "../lib/model/mod.ts";
import { helpText, readCommandLine } from "./cli/arguments.ts";
import { requireDistinctPaths } from "./cli/distinct_paths.ts";
import { requireEnding } from "./cli/endings.ts";
import { main } from "./cli/main.ts";
import { printable } from "./cli/printable.ts";
import { underFile } from "./cli/json_file.ts";
import { readSpans } from "./cli/signal_files.ts";
import { parseSlo, SYSTEM_OPTIONS } from "./cli/system_options.ts";
import { isTopologyFile, topologyOf } from "./cli/topology_file.ts";
import { openWhole, writeTogether } from "./cli/write_whole.ts";

const OPTIONS = {
  "from-traces": {
    type: "string",
    value: "FILE",
    help: "draft a topology from traces: JSON of OTLP, Jaeger or Zipkin, or a table with a span a row",
  },
  out: { type: "string", value: "FILE", help: "where the draft goes, as mine.json (it is printed)" },
  slo: SYSTEM_OPTIONS.slo,
  svg: { type: "string", value: "FILE", help: "draw the service graph" },
  schema: { type: "boolean", help: "print the JSON Schema of topologies, for editors" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task topology FILE|NAME [options], or deno task topology --from-traces FILE [options]",
  about: "Checks a service graph and says how it is loaded and which faults breach its SLO if nobody acts.",
  options: OPTIONS,
  examples: [
    "deno task topology mine.json --svg mine.svg",
    "deno task topology boutique --slo latencyP95Ms=300",
    "deno task topology --from-traces traces.json --out mine.json",
  ],
});

/** Requests in a step below which single ones decide about its p95 and errors. */
const MIN_REQUESTS_A_STEP = 20;
/** Most faults that are tried: each is an episode. */
const MAX_FAULTS = 120;

/** Checks, describes, draws or drafts a topology. @throws {UsageError} for a mistake in the arguments or the file */
export async function topology(
  args: readonly string[],
  print: (text: string) => void = (text) => console.log(text),
): Promise<void> {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return print(HELP);
  if (given.schema) return print(JSON.stringify(topologyJsonSchema(), null, 2));
  const { "from-traces": traces, out, svg } = given;
  const [path, ...more] = operands;
  if (more.length > 0) throw new UsageError(`Unexpected argument "${more[0]}"`);
  if ((path === undefined) === (traces === undefined)) {
    throw new UsageError("The command needs a topology's file or name, or --from-traces");
  }
  if (out !== undefined && traces === undefined) throw new UsageError("The option --out needs --from-traces");
  if (svg !== undefined) requireEnding(svg, { option: "svg", endings: [".svg"] });
  if (out !== undefined) requireEnding(out, { option: "out", endings: [".json"] });
  const input = path !== undefined && isTopologyFile(path) ? [{ option: "topology", path }] : [];
  requireDistinctPaths({
    inputs: [...input, ...(traces === undefined ? [] : [{ option: "from-traces", path: traces }])],
    outputs: [
      ...(out === undefined ? [] : [{ option: "out", path: out }]),
      ...(svg === undefined ? [] : [{ option: "svg", path: svg }]),
    ],
  });
  const slo = given.slo === undefined ? undefined : parseSlo(given.slo);
  const draft = traces === undefined ? undefined : await draftOf(traces);
  const graph = draft?.topology ?? topologyOf(path!);
  const assessment = underFile(
    traces ?? (input.length > 0 ? path : undefined),
    () => assessTopology(graph, { ...(slo && { slo }), maxFaults: MAX_FAULTS }),
  );
  const outFile = out === undefined ? undefined : openWhole(out, { option: "out" });
  const svgFile = svg === undefined ? undefined : openWhole(svg, { option: "svg" });
  const json = draft && `${JSON.stringify(draft.topology, null, 2)}\n`;
  if (draft) {
    print(`A first draft of a topology, to be looked at and corrected:\n${bullets(draft.notes)}\n`);
    if (outFile === undefined) print(json!);
  }
  print(assessmentText(assessment));
  writeTogether([
    ...(outFile ? [{ file: outFile, content: json! }] : []),
    ...(svgFile ? [{ file: svgFile, content: await drawn(assessment) }] : []),
  ]);
  const written = [out, svg].filter((one) => one !== undefined);
  if (written.length > 0) print(`\nWritten: ${printable(written.join(", "))}`);
}

async function draftOf(path: string): Promise<TopologyDraft> {
  const { spans, notes: [, ...notes] } = await readSpans(path);
  const draft = underFile(path, () => draftTopology(spans));
  return {
    notes: [...draft.notes, ...notes],
    topology: { name: basename(path).replace(/\..*$/, "") || "own", ...draft.topology },
  };
}

function bullets(notes: readonly string[]): string {
  return notes.map((note) => `  ${printable(note)}`).join("\n");
}

function assessmentText({ topology, services, slo, faults }: TopologyAssessment) {
  const { name, front, entryRate, calls } = topology;
  const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;
  const number = (value: number) => String(Number(value.toPrecision(3)));
  const waits = patience(topology);
  const overloaded = services.filter(({ load }) => load >= 1);
  const time = (service: string, milliseconds: number) =>
    milliseconds > waits.get(service)!
      ? `> ${number(waits.get(service)!)}`
      : String(Math.round(milliseconds));
  const listed = services.map((service) => [
    `${service.name}${service.name === front ? " (front)" : ""}`,
    service.kind,
    String(service.replicas),
    number(service.requestRate),
    number(service.capacity),
    percent(service.load),
    time(service.name, service.latencyP95Ms),
    percent(service.errorRate),
  ]);
  const reached = faults.map((fault) => [
    `${fault.type} at ${fault.service}`,
    fault.breachSteps > 0 ? "yes" : "no",
    `${fault.breachSteps} of ${fault.activeSteps}`,
    time(front, fault.latencyP95Ms),
    percent(fault.errorRate),
  ]);
  const dead = faults.length > 0 && faults.every(({ breachSteps }) => breachSteps === 0);
  return printable([
    `${name}: ${services.length} services, ${calls.length} calls, ${
      number(entryRate)
    } requests/s at ${front}`,
    "",
    "Without a fault:",
    textTable(
      ["service", "kind", "replicas", "requests/s", "capacity", "load", "p95 (ms)", "errors"],
      listed,
    ),
    ...(listed.some((cells) => cells[6]!.startsWith(">"))
      ? ["A time after > is that after which all who ask have given up"]
      : []),
    ...overloaded.map((service) =>
      `${service.name} is overloaded: ${number(service.requestRate)} requests/s for a capacity of ${
        number(service.capacity)
      }; more replicas, a higher ratePerReplica, or a lower entryRate or callsPerRequest would help`
    ),
    ...(entryRate * STEP_SECONDS < MIN_REQUESTS_A_STEP
      ? [
        `Only ${
          number(entryRate * STEP_SECONDS)
        } requests of users in a step of ${STEP_SECONDS} s: the p95 and errors of so few jump, and may breach the SLO without a fault`,
      ]
      : []),
    "",
    `SLO at ${front}: p95 of at most ${number(slo.latencyP95Ms)} ms, errors of at most ${
      percent(slo.errorRate)
    }`,
    "",
    "Faults of full severity, if nobody acts:",
    textTable(["fault", "breaches", "steps in breach", "worst p95 (ms)", "worst errors"], reached),
    ...(faults.length === MAX_FAULTS
      ? [`The first ${MAX_FAULTS} that were tried, spread over all services`]
      : []),
    ...(dead ? ["No fault breaches the SLO: agents would have nothing to mend"] : []),
  ].join("\n"));
}

/** How long the callers of each service wait at most, or the users of the front, in ms. */
function patience({ front, services, calls, userTimeoutSeconds }: TopologyAssessment["topology"]) {
  return new Map(services.map(({ name }) => [
    name,
    1000 * Math.max(
      name === front ? userTimeoutSeconds : 0,
      ...calls.flatMap(({ callee, timeoutSeconds }) => callee === name ? [timeoutSeconds] : []),
    ),
  ]));
}

/** The service graph as SVG. */
async function drawn({ topology, services }: TopologyAssessment): Promise<string> {
  // The plotting library takes longer to start than anything else here.
  const { plotServiceGraph, toSvg } = await import("../lib/plot/mod.ts");
  const busiest = services.reduce((a, b) => b.load > a.load ? b : a);
  return toSvg(plotServiceGraph(topology, {
    title: `${topology.name}: ${busiest.name} is the busiest, at ${
      Math.round(100 * busiest.load)
    } % of its capacity`,
  }));
}

if (import.meta.main) await main(topology);
