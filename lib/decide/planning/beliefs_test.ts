import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { type Action, type Diagnosis, type FaultType, NOOP } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { createTwin } from "../../simulator/twin.ts";
import { createBeliefs } from "./beliefs.ts";
import { createCalibration } from "./calibration.ts";
import { createHistory } from "./history.ts";
import { createParticles } from "./particles.ts";

type Kinds = NonNullable<Diagnosis["kinds"]>;

const diagnosis = (kinds: Kinds): Diagnosis => ({
  suspect: kinds[0]!.service,
  confidence: 1,
  ranking: [],
  rationale: "",
  kinds,
});

/** What is believed of an episode of three-tier that an agent follows from the first step of its fault on. */
function following(
  fault: string,
  { seed, mayGoOn = () => true, isBreached = () => false }: {
    seed: number;
    mayGoOn?: () => boolean;
    /** Whether the SLO is said to be breached. */
    isBreached?: () => boolean;
  },
) {
  const real = createEnvironment({ fault });
  const { topology, slo } = real;
  const twin = createTwin({ topology, slo });
  const calibration = createCalibration({ services: 3, front: 0, slo });
  const history = createHistory({ twin, calibration, front: 0, services: 3, entryRate: topology.entryRate });
  const particles = createParticles({ twin, history, calibration, maxParticles: 64, frontRow: 0 });
  const beliefs = createBeliefs({ twin, history, particles, mayGoOn });
  const healthy = createWindow(topology, 60);
  let { observation } = real.reset({ seed });
  const [{ startStep } = { startStep: 0 }] = real.faults;
  for (let step = 1; step < startStep; step++) {
    healthy.push(observation);
    ({ observation } = real.step(NOOP));
    if (step < 20) continue;
    if (step === 20) {
      twin.begin(twin.suppose({ faults: [], isStandbyBehind: false }), 0);
      for (let i = 0; i < 5; i++) twin.step(NOOP, healthy.mean(0, 4, 20) / topology.entryRate);
      calibration.fit(healthy, twin.values);
    }
    history.observe({ ...observation, isCalm: true });
  }
  let isOpen = false;
  return {
    beliefs,
    real,
    /** Takes an action, and observes what comes of it, with what is said of it. */
    step(action: Action, kinds?: Kinds) {
      history.note(action);
      ({ observation } = real.step(action));
      history.observe({ ...observation, isCalm: false, isBreached: isBreached() });
      if (isOpen) beliefs.advance();
      else beliefs.open(observation.step);
      isOpen = true;
      if (kinds) beliefs.suppose(diagnosis(kinds), { isDisturbed: false });
      beliefs.refine();
    },
    weightOf: (kind: string) =>
      beliefs.particles.reduce((sum, one) => one.kind.startsWith(kind) ? sum + one.weight : sum, 0),
  };
}

const torn = (service: string, ...faults: FaultType[]): Kinds =>
  faults.map((fault) => ({ service, fault, probability: 1 / faults.length }));

Deno.test("observations tell the kind and the severity of a fault between which a diagnosis is torn", () => {
  const kinds = torn("db", "partition", "slow_query", "noisy_neighbour", "disk_full");
  const rest = { disk_full: "disk_full db ", partition: "partition db api" };
  for (const [type, kind] of Object.entries(rest)) {
    for (const severity of [0.5, 0.9]) {
      const one = following(`${type}:db:${severity}`, { seed: 4 });
      for (let i = 0; i < 5; i++) one.step(NOOP, kinds);
      ok(one.weightOf(kind) > 0.9, `${type} ${severity}: ${one.weightOf(kind)}`);
      ok(one.beliefs.isTrusted);
      const told = one.beliefs.particles[0]!.supposition.faults[0]!.severity;
      ok(Math.abs(told - severity) < 0.12, `${type} ${severity}: told ${told}`);
    }
  }
});

Deno.test("a remedy that does not help speaks against the faults that it mends", () => {
  const one = following("bad_deploy:api:0.5", { seed: 4 });
  one.step(NOOP, torn("api", "error_burst", "bad_deploy"));
  const before = one.weightOf("error_burst");
  one.step({ kind: "restart", service: "api" });
  for (let i = 0; i < 18; i++) one.step(NOOP);
  ok(before > 0.1 && one.weightOf("error_burst") < 0.01, `${before} ${one.weightOf("error_burst")}`);
  ok(one.weightOf("bad_deploy") > 0.95);
});

Deno.test("without a fault most weight is on there being none, and what nobody named is held as well", () => {
  const calm = following("disk_full:db:0.0", { seed: 4 });
  for (let i = 0; i < 3; i++) calm.step(NOOP, torn("db", "disk_full"));
  ok(calm.beliefs.noFaultWeight > 0.5);
  const wrong = following("traffic_surge:api:0.9", { seed: 4 });
  for (let i = 0; i < 4; i++) wrong.step(NOOP, torn("db", "slow_query"));
  ok(wrong.weightOf("traffic_surge") > 0.9);
});

Deno.test("a second fault is found where one does not explain what is observed", () => {
  const one = following("disk_full:db:0.6", { seed: 4 });
  for (let i = 0; i < 3; i++) one.step(NOOP, torn("db", "disk_full"));
  one.real.inject({ type: "cpu_saturation", service: "api", severity: 0.8 });
  ok(one.beliefs.isTrusted);
  for (let i = 0; i < 4; i++) one.step(NOOP);
  strictEqual(one.beliefs.isTrusted, false, "no single fault explains both");
  const both: Kinds = [...torn("db", "disk_full"), ...torn("api", "cpu_saturation")];
  for (let i = 0; i < 6; i++) {
    one.step(NOOP);
    one.beliefs.supposeSecond(diagnosis(both));
  }
  ok(one.weightOf("cpu_saturation api  + disk_full db") > 0.9);
  ok(one.beliefs.isTrusted);
});

Deno.test("a second fault that no diagnosis names is found, since all kinds have their turn", () => {
  const one = following("disk_full:db:0.6", { seed: 4 });
  const named = torn(
    "db",
    ...["disk_full", "slow_query", "noisy_neighbour", "partition"] as const,
    ...["packet_loss", "latency_injection", "cpu_saturation"] as const,
  );
  for (let i = 0; i < 3; i++) one.step(NOOP, named);
  one.real.inject({ type: "cpu_saturation", service: "api", severity: 0.8 });
  for (let i = 0; i < 12; i++) {
    one.step(NOOP);
    if (!one.beliefs.isTrusted) one.beliefs.supposeSecond(diagnosis(named));
  }
  ok(one.weightOf("cpu_saturation api  + disk_full db") > 0.9);
  ok(one.beliefs.isTrusted);
});

Deno.test("what says that the SLO is kept is no longer trusted after some steps of a breach", () => {
  const trusted = (isBreached: boolean) => {
    const calm = following("disk_full:db:0.0", { seed: 4, isBreached: () => isBreached });
    calm.step(NOOP);
    for (let i = 0; i < 3; i++) calm.step(NOOP);
    return calm.beliefs.particles.map(({ kind, surprise }) => [kind, surprise > 0.85]);
  };
  deepStrictEqual(trusted(false), [["none", false]]);
  deepStrictEqual(trusted(true), [["none", true]]);
});

Deno.test("no more is supposed in a step than there is time for, and an incident that is closed leaves nothing", () => {
  let left = 2;
  const one = following("partition:db:0.9", { seed: 4, mayGoOn: () => left-- > 0 });
  one.step(NOOP, torn("db", "partition"));
  const kinds = new Set(one.beliefs.particles.map(({ kind }) => kind));
  deepStrictEqual(kinds.size, 3);
  one.beliefs.close();
  deepStrictEqual([one.beliefs.particles.length, one.beliefs.isTrusted], [0, false]);
});
