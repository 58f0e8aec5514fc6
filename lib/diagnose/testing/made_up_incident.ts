import { METRIC_COUNT, type MetricTable, type Topology } from "../../model/mod.ts";
import { indicatorsOf } from "../../observe/mod.ts";
import { HEALTHY, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createStream, type Stream } from "../../random/mod.ts";
import { contextOf } from "../diagnoser.ts";

/** Latency, errors, CPU, memory and requests of a faulty service, relative to the usual values. */
const FAULT = [4, 1, 1.6, 1.8, 1];

/** A tree of services: the first is the root, and each other is called by one that precedes it. */
export function madeUpTree(count: number): Topology {
  const stream = createStream(count, "tree");
  const { services: [station], calls: [, call] } = SYNTHETIC;
  const services = Array.from({ length: count }, (_, i) => ({ ...station!, name: `s${i}` }));
  const { onMissOf: _, ...plain } = call!;
  const calls = services.slice(1).map(({ name }, i) => ({
    ...plain,
    caller: services[stream.integer(i + 1)]!.name,
    callee: name,
  }));
  return { ...SYNTHETIC, name: `tree-${count}`, front: "s0", services, calls };
}

/**
 * Metrics of a topology for tests and benchmarks, without any simulator: 60 healthy rows, then 24 in which every tenth service, or the last
 * of fewer, is faulty.
 */
export function madeUpIncident(topology: Topology) {
  const stream = createStream(topology.services.length, "made-up incident");
  const faulty = (service: number) => service % 10 === Math.min(9, topology.services.length - 1);
  return {
    context: contextOf(topology),
    before: { metrics: tableOf(topology, { stream, rows: 60, factorOf: () => 1 }) },
    after: {
      metrics: tableOf(topology, {
        stream,
        rows: 24,
        factorOf: (service, metric) => faulty(service) ? FAULT[metric]! : 1,
      }),
    },
  };
}

function tableOf(topology: Topology, { stream, rows, factorOf }: {
  stream: Stream;
  rows: number;
  factorOf: (service: number, metric: number) => number;
}): MetricTable {
  const indicators = indicatorsOf(topology);
  return {
    layout: "services-by-metrics",
    indicators,
    timesSeconds: Float64Array.from({ length: rows }, (_, i) => 5 * i),
    columns: indicators.map((_, i) => {
      const metric = i % METRIC_COUNT;
      const level = HEALTHY[metric]! * factorOf(Math.floor(i / METRIC_COUNT), metric);
      return Float64Array.from({ length: rows }, () => level * stream.between(0.95, 1.05));
    }),
  };
}
