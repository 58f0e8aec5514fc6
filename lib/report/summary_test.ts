import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { type EpisodeRecord, runTrial } from "../run/mod.ts";
import { comparisonTable, summarise, summaryText } from "./summary.ts";

const [template] = runTrial({ agent: "noop", seeds: [1], faultFreeShare: 1 });

/** Episodes by their SLO steps and steps to recovery; no steps is no incident, null is none recovered. */
function episodes(
  ...facts: readonly (readonly [sloSteps: number, recovery: number | null])[]
): EpisodeRecord[] {
  return facts.map(([slo_steps, sustained_recovery]) => ({
    ...template!,
    slo_steps,
    first_slo: slo_steps > 0 ? 80 : null,
    sustained_recovery,
    total_reward: 240 - 3 * slo_steps,
  }));
}

/** The same episodes again: enough for intervals. */
const twice = (
  ...facts: (readonly [sloSteps: number, recovery: number | null])[]
) => [...episodes(...facts), ...episodes(...facts)];

Deno.test("summarise() counts an incident that did not recover as longer than any, not as 0", () => {
  const summary = summarise(episodes([0, null], [4, 4], [6, 6], [90, null]));
  deepStrictEqual([summary.episodes, summary.incidents, summary.unrecovered], [4, 3, 1]);
  strictEqual(summary.medianRecoverySteps, 6);
  strictEqual(summary.sloSteps.value, 25);
  strictEqual(summary.reward.value, 165);
  strictEqual(summarise(episodes([4, 4], [90, null], [80, null])).medianRecoverySteps, Infinity);
  ok(Number.isNaN(summarise(episodes([0, null])).medianRecoverySteps));
});

Deno.test("summarise() judges diagnoses, delays and false alarms by the episodes that have them", () => {
  const [a, b, c] = episodes([4, 4], [4, 4], [4, 4]) as [EpisodeRecord, EpisodeRecord, EpisodeRecord];
  const summary = summarise([
    { ...a, diagnosis_right: true, detection_delay: 2, false_positive_steps: 3 },
    { ...b, diagnosis_right: false, detection_delay: 8 },
    c,
  ]);
  deepStrictEqual([summary.diagnosed, summary.diagnosisRight], [2, 1]);
  strictEqual(summary.medianDetectionDelaySteps, 5);
  strictEqual(summary.falsePositiveSteps, 1);
});

Deno.test("summaryText() says how many did not recover, and names a median in steps and seconds", () => {
  const text = summaryText("mine", episodes([4, 4], [6, 6], [90, null]));
  match(text, /^mine: 3 episodes, 3 with an SLO breach, 1 not recovered by the end\n/);
  match(text, /time to recovery {6}median 6 steps \(30 s\), 1 censored/);
  match(text, /detection delay {7}-, false-positive steps 0.00 per episode/);
  match(text, /diagnosis {13}none was made/);
  match(summaryText("mine", episodes([90, null])), /median none, most did not recover, 1 censored/);
});

Deno.test("comparisonTable() gives headroom 75 % to an agent three quarters of the way from noop to the oracle, and 50 % above blind halfway from it", () => {
  const byAgent = {
    noop: twice([80, 80], [40, 40]),
    blind: twice([50, 50], [20, 20]),
    mine: twice([30, 30], [15, 15]),
    worse: twice([120, null], [60, null]),
    oracle: twice([10, 10], [10, 10]),
  };
  const [head, ...rows] = String(comparisonTable(byAgent, "noop")).split("\n");
  match(
    head!,
    /agent +SLO steps +minus noop +reward +minus noop +unrec\. +service +and kind +headroom +above blind/,
  );
  const row = (agent: string) => rows.find((line) => line.trim().startsWith(agent))!.trim().split(/ {2,}/);
  // (60 - 22.5) / (60 - 10) and (60 - 90) / (60 - 10)
  strictEqual(row("mine").at(-2), "75.0 %");
  strictEqual(row("worse").at(-2), "-60.0 %");
  strictEqual(row("oracle").at(-2), "-");
  // (35 - 22.5) / (35 - 10)
  deepStrictEqual(["mine", "blind", "noop", "oracle"].map((agent) => row(agent).at(-1)), [
    "50.0 %",
    "-",
    "-",
    "-",
  ]);
  deepStrictEqual(row("noop").slice(1, 3), ["60.0", "-"]);
  match(row("mine")[2]!, /^-37\.5 \[/);
  match(row("mine")[4]!, /^112\.5 \[/);
  strictEqual(row("worse").at(-5), "4");
  ok(!String(comparisonTable({ noop: byAgent.noop, mine: byAgent.mine }, "noop")).includes("75.0 %"));
});

Deno.test("summaryText() has no interval of three episodes, and one of four", () => {
  const three = episodes([4, 4], [6, 6], [9, 9]);
  match(summaryText("mine", three), /steps {3}6\.3 per episode \(mean; 3 are too few for an interval\)\n/);
  match(
    summaryText("mine", [...three, ...episodes([1, 1])]),
    /steps {3}5\.0 \[.*\] per episode \(mean, 95 % interval\)\n/,
  );
  match(String(comparisonTable({ noop: three, mine: three }, "noop")), /mine +6\.3 +0\.0 +221\.0 +0\.0 /);
});

Deno.test("summaryText() of an agent that learns shows its course by quarters, of 20 episodes or more", () => {
  const steps = Array.from({ length: 22 }, (_, i) => i < 6 ? 10 : i < 11 ? 8 : i < 17 ? 3 : 1);
  const records = episodes(...steps.map((one) => [one, one] as const));
  const text = summaryText("mine", records, { learns: true });
  match(
    text,
    /95 % interval over the episodes of one life\)\n {2}in the course of it {3}10\.0, 8\.0, 3\.0, 1\.0 SLO-violation steps by quarters/,
  );
  ok(!/course/.test(summaryText("mine", records)));
  ok(!/course/.test(summaryText("mine", records.slice(0, 19), { learns: true })));
});

Deno.test("summaryText() gives the numbers of one episode without an interval, worked out by hand", () => {
  const [episode] = episodes([4, 7]);
  const records = [{ ...episode!, diagnosis_right: true, detection_delay: 3, false_positive_steps: 2 }];
  deepStrictEqual(summaryText("mine", records).split("\n"), [
    "mine: 1 episode, 1 with an SLO breach, 0 not recovered by the end",
    "  SLO-violation steps   4.0 per episode (mean; 1 is too few for an interval)",
    "  total reward          228.0",
    "  time to recovery      median 7 steps (35 s)",
    "  detection delay       median 3 steps, false-positive steps 2.00 per episode",
    "  diagnosis             service right at first action in 1 of 1 (100.0 %), the kind of fault too in 0",
  ]);
});

Deno.test("comparisonTable() gives the shares of diagnoses with the right service, and with the right kind too, also of a single one", () => {
  const [a, b, c] = episodes([4, 4], [5, 5], [6, 6]) as [EpisodeRecord, EpisodeRecord, EpisodeRecord];
  const byAgent = {
    once: [{ ...a, diagnosis_right: true }, b, c],
    often: [{ ...a, diagnosis_right: true, diagnosis_kind_right: true }, { ...b, diagnosis_right: false }, {
      ...c,
      diagnosis_right: true,
    }],
    never: [a, b, c],
  };
  const rows = String(comparisonTable(byAgent, "never")).split("\n").map((line) =>
    line.trim().split(/ {2,}/)
  );
  const diagnosisOf = (agent: string) => rows.find(([name]) => name === agent)!.slice(-2);
  deepStrictEqual(["once", "often", "never"].map(diagnosisOf), [
    ["100.0 %", "0.0 %"],
    ["66.7 %", "33.3 %"],
    ["-", "-"],
  ]);
});

Deno.test("summaryText() gives the share of right diagnoses among those made", () => {
  const records = episodes([4, 4], [4, 4], [4, 4], [4, 4], [0, null]).map((record, i) => ({
    ...record,
    diagnosis_right: i === 4 ? null : i === 0,
  }));
  match(summaryText("mine", records), /service right at first action in 1 of 4 \(25\.0 %\)/);
});
