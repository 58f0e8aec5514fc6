import { deepStrictEqual, match } from "node:assert";
import { METRIC_COUNT } from "../model/mod.ts";
import type { EpisodeStep } from "../run/mod.ts";
import { ALARM, DIAGNOSIS, FAULT, madeUpEpisode } from "../run/testing/made_up_episode.ts";
import { incidentReport } from "./incident.ts";
import { timelineText } from "./timeline.ts";

/** The front of three services as it answers: p95 of 480 ms, and 12.3 % errors. */
function slowFront(): Float64Array {
  const values = new Float64Array(3 * METRIC_COUNT);
  values[0] = 480.4;
  values[1] = 0.1234;
  return values;
}

/**
 * The database is slow from step 10 to 17. The SLO is breached from step 11 to 14, the alarm is raised in steps 12 to 14,
 * and in step 12 the database gets one replica more, which is there from step 14 on.
 */
const changes: Record<number, Partial<EpisodeStep>> = {};
for (let step = 0; step < 30; step++) changes[step] = { replicas: [2, 2, step < 14 ? 1 : 2] };
for (let step = 11; step <= 14; step++) {
  Object.assign(changes[step]!, { sloViolated: true, values: slowFront(), reward: -2 });
}
for (let step = 12; step <= 14; step++) Object.assign(changes[step]!, { detection: ALARM });
Object.assign(changes[12]!, {
  diagnosis: DIAGNOSIS,
  reason: "one more helps",
  executed: { kind: "scale", service: "db", delta: 1 },
});
Object.assign(changes[16]!, { refused: "too soon" });
const episode = madeUpEpisode(changes, { faults: [FAULT] });

Deno.test("timelineText() of an incident worked out by hand", () => {
  deepStrictEqual(timelineText(episode).split("\n"), [
    "agent made-up on three-tier, seed 7; SLO: p95 of api up to 220 ms, errors up to 6 %",
    "  time  step  state     api p95   errors  alarm",
    "  0:50    10  healthy      0 ms    0.0 %",
    "            fault     slow_query at db begins, severity 0.80",
    "  0:55    11  BREACH     480 ms   12.3 %",
    "  1:00    12  BREACH     480 ms   12.3 %  db 6.0, api 1.0",
    "            diagnosis db at fault: 90 % sure; most likely slow query; db is slow",
    "            action    scale(db, +1): one more helps",
    "  1:10    14  BREACH     480 ms   12.3 %  db 6.0, api 1.0",
    "            outcome   db has 2 replicas",
    "  1:15    15  healthy      0 ms    0.0 %",
    "            outcome   the SLO is met again",
    "  1:20    16  healthy      0 ms    0.0 %",
    "            refused   too soon",
    "  1:30    18  healthy      0 ms    0.0 %",
    "            fault     slow_query at db is over",
  ]);
});

Deno.test("incidentReport() of an incident worked out by hand", () => {
  const record = { ...episode.record, diagnosis_right: true, capacity_cost: 5, shed_cost: 1.26 };
  deepStrictEqual(incidentReport({ ...episode, record }).split("\n"), [
    "Incident report: three-tier, seed 7, agent made-up",
    "  fault       slow_query at db, severity 0.80, from 0:50 (step 10) for up to 8 steps",
    "  detected    2 steps (10 s) after it began",
    "  SLO         first breached at step 11, in breach for 4 steps (20 s)",
    "  recovery    for good after 4 steps (20 s)",
    "  diagnosis   db at fault: 90 % sure; most likely slow query: right",
    "  actions     scale(db, +1) at 12",
    "  cost        5 replica-steps, 1.3 steps' worth of traffic turned away",
    "  reward      18.0", // 26 steps of 1, 4 of -2
  ]);
});

Deno.test("incidentReport() says of a right service with another kind of fault that the kind is wrong", () => {
  const record = { ...episode.record, diagnosis_right: true };
  const steps = episode.steps.map((step) =>
    step.diagnosis ? { ...step, diagnosis: { ...step.diagnosis, fault: "memory_leak" as const } } : step
  );
  match(
    incidentReport({ ...episode, record, steps }),
    /^ {2}diagnosis {3}db at fault: 90 % sure; most likely memory leak: service right, kind wrong$/m,
  );
});

Deno.test("timelineText() shows one line for each 30 quiet steps, and for each 12 of a breach", () => {
  const stepsShown = (one: ReturnType<typeof madeUpEpisode>) =>
    timelineText(one).split("\n").slice(2).map((line) => Number(/^ +\d+:\d\d +(\d+)/.exec(line)![1]));
  deepStrictEqual(stepsShown(madeUpEpisode({}, { count: 70 })), [30, 61]);
  const breach = Array.from({ length: 30 }, (_, step) => [5 + step, { sloViolated: true }] as const);
  deepStrictEqual(stepsShown(madeUpEpisode(Object.fromEntries(breach), { count: 35 })), [5, 18, 31]);
});

Deno.test("timelineText() and incidentReport() speak of one step, and of an alarm of all services together", () => {
  const together = { scores: Float64Array.of(0.2, 0.5, 0.9), globalScore: 2.54, anomalous: true };
  const one = madeUpEpisode({ 11: { sloViolated: true, detection: together } }, { faults: [FAULT] });
  deepStrictEqual(
    timelineText(one).split("\n").find((line) => line.includes("BREACH")),
    "  0:55    11  BREACH       0 ms    0.0 %  all together 2.5",
  );
  deepStrictEqual(incidentReport(one).split("\n").slice(2, 5), [
    "  detected    1 step (5 s) after it began",
    "  SLO         first breached at step 11, in breach for 1 step (5 s)",
    "  recovery    for good after 1 step (5 s)",
  ]);
});

Deno.test("timelineText() and incidentReport() say what is left of an error budget, and how it is watched", () => {
  const budget = (left: number) => ({ budget: { left, badShare: 0, burnRates: [] } });
  const plain = madeUpEpisode({ 29: budget(0.9876) });
  const slo = {
    ...{ latencyP95Ms: 220, errorRate: 0.06, objective: 0.99, periodDays: 30, timeScale: 1 / 18 },
    windows: [{ longMinutes: 60, shortMinutes: 5, burnRate: 14.4 }],
  };
  const changes: Record<number, Partial<EpisodeStep>> = {};
  for (let step = 0; step < 30; step++) changes[step] = budget(1 - step / 100);
  const episode = { ...madeUpEpisode(changes), slo };
  const told = timelineText(episode);
  match(
    told,
    /error budget: 99 % good and within 220 ms over 30 days, burn rates over 60 and 5 min at 14.4, times x 0.0556/,
  );
  match(told, /errors {2}budget {2}alarm/);
  const record = { ...plain.record, budget_left: 0.9876 };
  match(incidentReport({ ...episode, record }), /98.8 % of the error budget left/);
});
