import { episodeToJson, episodeToOtlp, incidentReport, timelineText } from "../lib/report/mod.ts";
import { runEpisode } from "../lib/run/mod.ts";
import { createEnvironment, SIGNALS } from "../lib/simulator/mod.ts";
import { AGENT_OPTIONS, agentOf } from "./cli/agent_options.ts";
import { helpText, MAX_STEPS, readArguments, wholeNumber } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { requireDistinctPaths } from "./cli/distinct_paths.ts";
import { openOtlpFolder, otlpPaths } from "./cli/otlp_folder.ts";
import { requireEnding } from "./cli/endings.ts";
import { openState, STATE_OPTION } from "./cli/state_file.ts";
import { SYSTEM_OPTIONS, systemOf } from "./cli/system_options.ts";
import { commandParts } from "./own/command_options.ts";
import { isTopologyFile, TOPOLOGY_OPTION } from "./cli/topology_file.ts";
import { printable } from "./cli/printable.ts";
import { openWhole, writeTogether } from "./cli/write_whole.ts";

const OPTIONS = {
  seed: { type: "string", value: "N", help: "seed of the episode (7)" },
  steps: { type: "string", value: "N", help: "steps of 5 s, at least 100 (240)" },
  render: { type: "boolean", help: "print the timeline before the report" },
  ...AGENT_OPTIONS,
  state: STATE_OPTION,
  topology: TOPOLOGY_OPTION,
  fault: {
    type: "string",
    value: "FAULT",
    help: "type[:service[:severity]], the type also PATH#EXPORT of one's own; drawn from the seed if absent",
  },
  ...SYSTEM_OPTIONS,
  json: { type: "string", value: "FILE", help: "write the whole episode, one object a step" },
  svg: { type: "string", value: "FILE", help: "draw the incident" },
  html: {
    type: "string",
    value: "FILE",
    help:
      "write the incident as a page for a browser: zoom, values under the pointer, a slider over the steps",
  },
  otlp: {
    type: "string",
    value: "FOLDER",
    help: "write traces.json, logs.json and metrics.json; the agent then sees logs and traces too",
  },
  help: { type: "boolean", help: "this text" },
} as const;

/** 1 January 2025: simulated time has no date, and a fixed one gives the same bytes for the same seed. */
const EPOCH_SECONDS = 1735689600;

const HELP = helpText({
  usage: "deno task episode [options]",
  about: "Simulates one incident and tells what the agent made of it.",
  options: OPTIONS,
  examples: [
    "deno task episode --steps 240 --seed 7 --render",
    "deno task episode --otlp otlp-7 --seed 7",
    "deno task episode --seed 7 --html incident.html",
    "deno task episode --agent threshold-only --fault cache_poison:cache:0.8",
    "deno task episode --policy linear-thompson --state results/learnt.json",
    "deno task episode --detector ./mine.ts#distance:limit=4",
    "deno task episode --topology mine.json --slo latencyP95Ms=300,errorRate=0.02 --action-delay 4",
  ],
});

/** Simulates one incident and reports it. @throws {UsageError} for a mistake in the arguments */
export async function episode(args: readonly string[]): Promise<void> {
  const given = readArguments(args, OPTIONS);
  if (given.help) return console.log(HELP);
  const parts = await commandParts(given);
  const agent = agentOf(given, parts.own).create();
  const seed = wholeNumber(given.seed, { name: "seed", fallback: 7, min: 0 });
  const system = systemOf(given);
  const environment = createEnvironment({
    ...system.environment,
    steps: wholeNumber(given.steps, { name: "steps", fallback: 240, min: 1, max: MAX_STEPS }),
    ...(parts.topology !== undefined && { topology: parts.topology }),
    ...parts.fault,
    ...(given.otlp === undefined ? {} : { signals: SIGNALS }),
  });
  requireDistinctPaths({
    ...(given.topology !== undefined && isTopologyFile(given.topology) &&
      { inputs: [{ option: "topology", path: given.topology }] }),
    outputs: [
      ...(["state", "json", "svg", "html"] as const).flatMap((option) =>
        given[option] === undefined ? [] : [{ option, path: given[option] }]
      ),
      ...(given.otlp === undefined ? [] : otlpPaths(given.otlp).map((path) => ({ option: "otlp", path }))),
    ],
  });
  const state = given.state === undefined ? undefined : openState(given.state, agent);
  const file = given.json === undefined ? undefined : openWhole(given.json, { option: "json" });
  if (given.svg !== undefined) requireEnding(given.svg, { option: "svg", endings: [".svg"] });
  const drawing = given.svg === undefined ? undefined : openWhole(given.svg, { option: "svg" });
  if (given.html !== undefined) requireEnding(given.html, { option: "html", endings: [".html", ".htm"] });
  const page = given.html === undefined ? undefined : openWhole(given.html, { option: "html" });
  const otlp = given.otlp === undefined ? undefined : openOtlpFolder(given.otlp, { option: "otlp" });
  const episode = runEpisode({ agent, environment, seed, ...system.delays });
  writeTogether([
    ...(state ? [{ file: state.file, content: state.content() }] : []),
    ...(file ? [{ file, content: episodeToJson(episode) }] : []),
    ...(otlp?.contents(episodeToOtlp(episode, { epochSeconds: EPOCH_SECONDS })) ?? []),
    ...(drawing ? [{ file: drawing, content: await drawn(episode) }] : []),
    ...(page ? [{ file: page, content: await pageOf(episode) }] : []),
  ]);
  if (given.render) console.log(`${timelineText(episode)}\n`);
  console.log(incidentReport(episode));
  const paths = [
    ...[given.state, given.json, given.svg, given.html].filter((path) => path !== undefined),
    ...(given.otlp === undefined ? [] : otlpPaths(given.otlp)),
  ];
  if (paths.length > 0) console.log(`\nWritten: ${printable(paths.join(", "))}`);
}

/** The incident as SVG. */
async function drawn(episode: Parameters<typeof episodeToJson>[0]): Promise<string> {
  // The plotting library takes longer to start than the episode takes to run.
  const { plotTimeline, toSvg } = await import("../lib/plot/mod.ts");
  return toSvg(plotTimeline(episode));
}

/** The incident as a page. */
async function pageOf(episode: Parameters<typeof episodeToJson>[0]): Promise<string> {
  const { interactiveTimeline } = await import("../lib/plot/mod.ts");
  return interactiveTimeline(episode).html;
}

if (import.meta.main) await main(episode);
