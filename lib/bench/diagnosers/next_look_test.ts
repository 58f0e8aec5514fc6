import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { diagnoseIncident, nextLook } from "../../diagnose/mod.ts";
import { learnSignalFeatures } from "../../diagnose/features/signal_features.ts";
import { shownAt } from "../../diagnose/fused/explain.ts";
import { readingsOf } from "../../diagnose/metrics/service_metrics.ts";
import { SHOWN, type Standing } from "../../diagnose/next_look/chances.ts";
import { withGathered } from "../../diagnose/next_look/gather.ts";
import type { Diagnosis, Incident, Look, Signals } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { simulatedIncidents } from "./simulated_incidents.ts";

const TOPOLOGIES = ["three-tier", "boutique", "random-9-3", "random-9-4"];
const range = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

/** What a look at a service brings. */
function partOf({ logs = [], spans = [] }: Signals, { signal, service }: Pick<Look, "signal" | "service">) {
  return signal === "logs"
    ? { logs: logs.filter((one) => one.service === service) }
    : { spans: spans.filter((one) => one.service === service) };
}

Deno.test("a look where it says makes surer and righter than a look at a random place", () => {
  const sums = { before: [0, 0], next: [0, 0], random: [0, 0] };
  let looked = 0;
  for (
    const { incident: whole, truth } of simulatedIncidents({
      topologies: TOPOLOGIES,
      signals: ["logs", "traces"],
      seeds: range(6001, 32),
    })
  ) {
    const stream = createStream(looked, "random look");
    const { id, services, before, after } = whole;
    const incident: Incident = {
      id,
      services,
      before: { metrics: before.metrics },
      after: { metrics: after.metrics },
    };
    const first = diagnoseIncident(incident);
    const look = nextLook(first, incident, { signals: ["logs", "traces"] });
    if (look === undefined) continue;
    looked++;
    const add = (sum: number[], { confidence, ranking }: Diagnosis) => {
      const right = ranking.find(({ service }) => service === truth.services[0])!.score;
      sum[0]! += confidence;
      sum[1]! += confidence > 0 ? right : 0;
    };
    const lookedAt = (one: Pick<Look, "signal" | "service">) =>
      diagnoseIncident(withGathered(incident, { before: partOf(before, one), after: partOf(after, one) }));
    const random = { signal: stream.pick(["logs", "traces"] as const), service: stream.pick([...services]) };
    add(sums.before, first);
    add(sums.next, lookedAt(look));
    add(sums.random, lookedAt(random));
  }
  ok(looked >= 20, `${looked} looks`);
  const [certain, right] = [0, 1].map((i) => (sums.next[i]! - sums.random[i]!) / looked);
  ok(certain! > 0.15, `surer by ${certain}`);
  ok(right! > 0.1, `righter by ${right}`);
  ok(sums.next[0]! > sums.before[0]! && sums.next[1]! > sums.before[1]!);
});

Deno.test("fused with few looks says what it says of the metrics and of what it opened, which is a share of the rest", () => {
  const read = { signals: 0, of: 0 };
  const parted = ({ metrics, logs = [], spans = [] }: Signals, opened: ReadonlySet<string>): Signals => ({
    metrics,
    ...(opened.size > 0 && {
      logs: logs.filter(({ service }) => opened.has(service)),
      spans: spans.filter(({ service }) => opened.has(service)),
    }),
  });
  for (
    const { incident } of simulatedIncidents({
      topologies: ["three-tier", "random-9-3"],
      signals: ["logs", "traces"],
      decoys: 2,
      seeds: range(6301, 12),
    })
  ) {
    const { before, after, services } = incident;
    const { looks = [], ...told } = diagnoseIncident(incident, "fused:looks=3");
    const opened = new Set(looks.map(({ service }) => service));
    const cut = { ...incident, before: parted(before, opened), after: parted(after, opened) };
    const { look: _, rationale: __, ...expected } = diagnoseIncident(cut);
    const { look: ___, rationale: ____, ...answer } = told;
    deepStrictEqual(answer, expected);
    ok(opened.size <= 3 && looks.length === 2 * opened.size, `${[...opened]}`);
    read.signals += looks.length;
    read.of += 2 * services.length;
  }
  ok(read.signals > 0 && read.signals < 0.4 * read.of, `${read.signals} of ${read.of} signals`);
});

Deno.test("what is shown where is what was measured on other seeds", () => {
  /** Per signal and standing the shares of single incidents. */
  const shares = new Map<string, number[]>();
  for (
    const { incident, truth } of simulatedIncidents({
      topologies: TOPOLOGIES,
      signals: ["logs", "traces"],
      seeds: range(2001, 60),
    })
  ) {
    const { services, before, after, graph = [] } = incident;
    const readings = readingsOf(services, before.metrics);
    const features = learnSignalFeatures(services, before)(after);
    const reached = new Set(truth.services);
    for (const one of reached) {
      for (const { caller, callee } of graph) if (callee === one) reached.add(caller);
    }
    const counts = new Map<string, [shown: number, of: number]>();
    services.forEach((service, i) => {
      const standing = truth.services.includes(service)
        ? "at fault"
        : reached.has(service)
        ? "caller"
        : "other";
      const shown = shownAt(service, { readings: readings[i]!, features: features[i]! }, after);
      for (const [signal, name] of [["metric", "metrics"], ["log", "logs"], ["trace", "traces"]] as const) {
        const key = `${name} ${standing}`;
        const count = counts.get(key) ?? [0, 0];
        // What others log of a service is theirs.
        count[0] += Number(shown.some((one) => one.signal === signal && one.service === service));
        count[1]++;
        counts.set(key, count);
      }
    });
    for (const [key, [shown, of]] of counts) shares.set(key, [...shares.get(key) ?? [], shown / of]);
  }
  for (const [key, its] of shares) {
    const [signal, ...standing] = key.split(" ") as ["metrics", ...string[]];
    const stated = SHOWN[signal][standing.join(" ") as Standing];
    const measured = its.reduce((a, b) => a + b, 0) / its.length;
    ok(Math.abs(measured - stated) < 0.15, `${key}: ${measured} in ${its.length}, stated ${stated}`);
  }
  strictEqual(shares.size, 9);
});
