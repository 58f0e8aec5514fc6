import { type ServiceKind, STEP_SECONDS } from "../../../model/mod.ts";
import { poissonQuantile, type Stream } from "../../../random/mod.ts";
import type { ServiceDirectory } from "../service_directory.ts";
import { hexDigits } from "../draws.ts";
import type { LogBuffer, LogEntry } from "./log_buffer.ts";
import type { SystemView } from "../system_view.ts";
import { faultAt } from "../statements.ts";
import { replicaInTurn } from "../../benign/effects.ts";
import { versionAfter } from "../vocabulary.ts";
import type { Wording } from "../wording.ts";
import { logBackground } from "./background.ts";

/** Probability per step that a node writes a routine record, and an unusual but harmless one. */
const ROUTINE_PROBABILITY = 0.12;
const ODDITY_PROBABILITY = 0.004;
/** Memory utilisation above which garbage collection causes warnings. */
const GC_WARNING_MEMORY = 0.6;
/** Largest number of records per node and step about a full queue. */
const MAX_QUEUE_WARNINGS = 4;

/** Writes what nodes log of themselves: routine, garbage collection, kills, full queues, deployments, stops and starts. */
export function logNodes(
  { buffer, stream, system, directory, wording }: {
    buffer: LogBuffer;
    stream: Stream;
    system: SystemView;
    directory: ServiceDirectory;
    wording: Wording;
  },
): void {
  const { services } = system.network.topology;
  services.forEach(({ name }, node) => {
    const write = (entry: Omit<LogEntry, "service" | "timeSeconds"> & { at?: number }) =>
      buffer.write({
        ...entry,
        service: name,
        timeSeconds: (system.step + (entry.at ?? stream.next())) * STEP_SECONDS,
      });
    const own = { node, write, stream, system, directory, wording };
    logRoutine(own);
    logMemory(own);
    logQueue(own);
    logDeployments(own);
    logStarts(own);
    if (wording.varied) logBackground(own);
  });
}

interface NodeLogContext {
  readonly node: number;
  write(entry: Omit<LogEntry, "service" | "timeSeconds"> & { at?: number }): void;
  readonly stream: Stream;
  readonly system: SystemView;
  readonly directory: ServiceDirectory;
  readonly wording: Wording;
}

function logRoutine({ node, write, stream, system }: NodeLogContext): void {
  const kind = system.network.kind[node]!;
  if (stream.next() < ROUTINE_PROBABILITY) {
    write({ severity: "info", body: stream.pick(routine(kind, stream)) });
  }
  if (stream.next() < ODDITY_PROBABILITY) write({ severity: "warn", body: stream.pick(oddities(stream)) });
}

function routine(kind: ServiceKind, stream: Stream): string[] {
  const n = 1 + stream.integer(900);
  if (kind === "database") {
    return [
      `Checkpoint complete: ${n} buffers written`,
      `Automatic vacuum of table ${stream.integer(40)}: ${n} rows removed`,
    ];
  }
  if (kind === "cache") return [`Expired ${n} keys`, `Background save finished, ${n} keys changed`];
  return [
    `Configuration read again, ${n % 60} keys`,
    `GC pause of ${1 + n % 9} ms`,
    `Health check passed in ${1 + n % 12} ms`,
  ];
}

function oddities(stream: Stream): string[] {
  return [
    `Certificate expires in ${10 + stream.integer(80)} days`,
    `Clock differs from the time server by ${stream.integer(40)} ms`,
    `Metrics exporter dropped ${1 + stream.integer(30)} points`,
  ];
}

/** Pauses of garbage collection grow longer and more frequent with memory utilisation, up to an out-of-memory kill. */
function logMemory({ node, write, stream, system, wording }: NodeLogContext): void {
  const memory = system.state.memory[node]!;
  const pauses = poissonQuantile(stream.next(), Math.max(0, memory - GC_WARNING_MEMORY) * 8);
  for (let i = 0; i < pauses; i++) {
    const pause = 40 * memory / (1 - Math.min(memory, 0.985)) * stream.between(0.7, 1.3);
    write({ severity: "warn", body: wording.collected(pause, memory) });
  }
  if (system.physics.truth.killed[node] === 0) return;
  write({
    severity: "fatal",
    body: wording.ended(1000 + stream.integer(9000)),
    at: 0,
  });
}

function logQueue({ node, write, stream, system }: NodeLogContext): void {
  const { physics: { truth, responses }, network } = system;
  const rejected = truth.capacity[node]! > 0 ? truth.arrivals[node]! * responses.rejected[node]! : 0;
  const count = Math.min(MAX_QUEUE_WARNINGS, poissonQuantile(stream.next(), rejected * STEP_SECONDS));
  for (let i = 0; i < count; i++) {
    const places = network.queuePlaces[node]!;
    write({
      severity: "warn",
      body: `Queue is full, ${places} waiting: request ${hexDigits(8, stream)} rejected`,
    });
  }
}

/** Logs good releases, a bad deployment, and the return to the version before: by a rollback, or when the fault ends. */
function logDeployments({ node, write, system, directory, wording }: NodeLogContext): void {
  const { step, action, faults, network, benign } = system;
  const good = directory.releases(node, { system, wording });
  const [older, version, nextVersion] = [Math.max(0, good - 1), good, good + 1].map((releases) =>
    versionAfter(releases, directory.vocabularies[node]!)
  ) as [string, string, string];
  const { name, kind } = network.topology.services[node]!;
  const announce = (to: string, from: string) =>
    write({
      severity: "info",
      body: `Deployed version ${to} in place of ${from}`,
      attributes: { "service.version": to },
      at: 0,
    });
  const isReleased = wording.releaseStep(node) === step ||
    (benign?.kind === "deploy" && benign.node === node && benign.startStep === step);
  if (isReleased) announce(version, older);
  const bad = faultAt(node, "bad_deploy", system);
  if (bad?.startStep === step) announce(nextVersion, version);
  const ended = (fault: typeof faults[number], i: number) =>
    fault.type === "bad_deploy" && fault.target.node === node && system.state.mended[i] === 0 &&
    fault.startStep + fault.durationSteps === step;
  if (!bad && faults.some(ended)) announce(version, nextVersion);
  if (action.kind === "rollback" && action.service === name && kind === "service") {
    announce(version, nextVersion);
  }
}

/** Logs stops and starts of a node's processes, by an action or after a kill. */
function logStarts({ node, write, stream, system }: NodeLogContext): void {
  const { action, state, network, benign, step } = system;
  const { name } = network.topology.services[node]!;
  const own = benign?.node === node && step >= benign.startStep &&
    step < benign.startStep + benign.durationSteps;
  // A good deploy writes what a bad one does.
  if (own && benign.kind === "deploy") return;
  const told = (action.kind === "restart" || action.kind === "failover") && action.service === name ||
    own && (benign.kind === "switchover" || replicaInTurn(benign, step) >= 0);
  if (told && state.downSteps[node]! > 0) {
    write({ severity: "info", body: "Asked to stop: finishing open requests", at: 0 });
  }
  // This is the last step in which replicas are down.
  if (state.downSteps[node] !== 1) return;
  write({ severity: "info", body: `Started in ${stream.between(1, 4).toFixed(1)} s`, at: 0.99 });
}
