import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { simulatedIncidents } from "../simulated_incidents.ts";
import { inOtherUnits, roughlyWritten } from "./less_known.ts";

const incident = [...simulatedIncidents({ topologies: ["three-tier"], seeds: [5] })][0]!.incident;

Deno.test("in other units a latency is in seconds, failures are counted, and nobody has written a topology down", () => {
  const other = inOtherUnits(incident);
  strictEqual(other.topology, undefined);
  deepStrictEqual(other.graph, incident.graph);
  const [before, after] = [incident, other].map(({ after: { metrics } }) =>
    metrics.columns.map((column) => column.at(-1)!)
  );
  const [latency, errors, cpu, memory, requests] = before!;
  const wanted = [latency! / 1000, 5 * errors! * requests!, 1700 * cpu!, 2e9 * memory!, 5 * requests!];
  wanted.forEach((x, i) => ok(Math.abs(after![i]! - x) <= 1e-9 * Math.abs(x), `${after![i]} ${x}`));
});

Deno.test("a topology is roughly written by names, kinds and calls", () => {
  const [whole, rough] = [incident.topology!, roughlyWritten(incident).topology!];
  const named = ({ services }: typeof whole) => services.map(({ name, kind }) => `${name} ${kind}`);
  deepStrictEqual(named(rough), named(whole));
  ok(whole.calls.some(({ onMissOf }) => onMissOf !== undefined));
  ok(rough.calls.every(({ onMissOf, timeoutSeconds }) => onMissOf === undefined && timeoutSeconds === 1));
});
