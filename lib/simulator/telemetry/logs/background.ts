import { poissonQuantile, type Stream } from "../../../random/mod.ts";
import { hexDigits } from "../draws.ts";
import type { ServiceDirectory } from "../service_directory.ts";
import type { SystemView } from "../system_view.ts";
import { pickStatement } from "../vocabulary.ts";
import type { Wording } from "../wording.ts";
import type { LogEntry } from "./log_buffer.ts";

/** Probability per step that a node writes a harmless record in the words of trouble. */
const BACKGROUND_PROBABILITY = 0.008;
/** Utilisation of a service above which collections take long, and their number a step at full utilisation. */
const STRAINED = { utilisation: 0.7, pauses: 3 } as const;

/** Writes what every system writes in healthy times: the words of trouble, without any. Only with varied words. */
export function logBackground(
  { node, write, stream, system, directory, wording }: {
    readonly node: number;
    write(entry: Omit<LogEntry, "service" | "timeSeconds"> & { at?: number }): void;
    readonly stream: Stream;
    readonly system: SystemView;
    readonly directory: ServiceDirectory;
    readonly wording: Wording;
  },
): void {
  const { network, physics, state } = system;
  const kind = network.kind[node]!;
  if (kind === "service") {
    const strain = (physics.truth.utilisation[node]! - STRAINED.utilisation) / (1 - STRAINED.utilisation);
    const pauses = poissonQuantile(stream.next(), STRAINED.pauses * Math.max(0, strain));
    for (let i = 0; i < pauses; i++) {
      const pauseMs = 40 * stream.between(0.7, 1.3);
      write({ severity: "warn", body: wording.collected(pauseMs, state.memory[node]!) });
    }
  }
  if (stream.next() >= BACKGROUND_PROBABILITY) return;
  const error = (type: string, message: string) => () =>
    write({ severity: "error", body: `${type}: ${message} (request ${hexDigits(8, stream)})` });
  const records: (() => void)[] = [
    () =>
      write({ severity: "warn", body: wording.collected(60 * stream.between(0.5, 2), state.memory[node]!) }),
    () => {
      write({ severity: "warn", body: wording.ended(1000 + stream.integer(9000)), at: 0.2 });
      write({ severity: "info", body: `Started in ${stream.between(1, 4).toFixed(1)} s`, at: 0.8 });
    },
    ...wording.everyday.map(({ type, message }) => error(type, message)),
  ];
  if (kind === "database") {
    const { summary } = pickStatement(directory.vocabularies[node]!.statements, stream);
    const milliseconds = String(200 + stream.integer(400));
    records.push(() =>
      write({
        severity: "warn",
        body: wording.slowStatement(summary, milliseconds, 1000 + stream.integer(9e5)),
        attributes: { "db.query.summary": summary },
      })
    );
  }
  const calls = network.firstCall[node + 1]! - network.firstCall[node]!;
  if (calls > 0) {
    const e = network.firstCall[node]! + stream.integer(calls);
    const callee = network.topology.services[network.callee[e]!]!.name;
    const { type } = stream.pick([wording.timedOut, wording.connectTimedOut, wording.poolTimedOut])(
      callee,
      network.timeout[e]!,
    );
    const milliseconds = (1000 * network.timeout[e]!).toFixed(0);
    records.push(
      () => write({ severity: "warn", body: wording.sentAgain(callee) }),
      () =>
        write({
          severity: "warn",
          body: `Call to ${callee} failed after ${milliseconds} ms: ${type}, going on`,
        }),
    );
  }
  stream.pick(records)();
}
