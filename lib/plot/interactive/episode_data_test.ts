import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { METRIC_COUNT } from "../../model/mod.ts";
import { createAgent, runEpisode } from "../../run/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { episodeData } from "./episode_data.ts";

const play = (agent: string, options = {}) =>
  runEpisode({ agent: createAgent(agent), environment: createEnvironment(options), seed: 7 });
const episode = play("full");
const opensWith = { from: 90, until: 150 };
const data = episodeData(episode, { panels: true, opensWith });

Deno.test("episodeData() has the value of every metric of every service in every step, to its resolution", () => {
  const factors = [1, 100, 100, 100, 1];
  episode.steps.forEach(({ values, detection }, step) =>
    data.lines.forEach(({ row }, line) => {
      data.metrics.forEach((metric, column) => {
        const kept = metric.values[line]![step]! * metric.scale;
        ok(
          Math.abs(kept - factors[column]! * values[row * METRIC_COUNT + column]!) <= metric.scale / 2 + 1e-9,
        );
      });
      const score = data.scores[row]![step];
      strictEqual(score ?? undefined, detection && Math.round(100 * detection.scores[row]!));
    })
  );
});

Deno.test("episodeData() says null for what was not measured", () => {
  const silent = play("noop", { scrapes: { lostShare: 0, silent: ["db"] } });
  const { metrics, graph, lines, scores } = episodeData(silent, { panels: true, opensWith });
  const line = lines.findIndex(({ row }) => graph.nodes[row]!.name === "db");
  ok(metrics.every(({ values }) => values[line]!.every((value) => value === null)));
  ok(scores.every((steps) => steps.every((score) => score === null)));
  const watched = play("full", { scrapes: { silent: ["db"] } });
  const judged = episodeData(watched, { panels: true, opensWith }).scores;
  const db = graph.nodes.findIndex(({ name }) => name === "db");
  ok(watched.steps.some(({ detection }) => detection?.scores[db] === 0), "the detector itself says 0");
  ok(judged[db]!.every((score) => score === null));
  ok(judged.some((steps, row) => row !== db && steps.some((score) => score !== null)));
});

Deno.test("episodeData() lets a diagnosis stand until its alarm is over, and no longer", () => {
  const { step, until, suspect } = data.diagnoses[0]!;
  strictEqual(data.graph.nodes[suspect]!.name, episode.steps[step]!.diagnosis!.suspect);
  ok(until > step + 1);
  ok(episode.steps.slice(step, until).every(({ detection }) => detection!.anomalous));
  strictEqual(episode.steps[until]!.detection!.anomalous, false);
});

Deno.test("episodeData() tells each step's decision, refusals included", () => {
  const busy = play("random");
  const { decisions, events } = episodeData(busy, { panels: true, opensWith });
  busy.steps.forEach(({ reason, refused = "", proposed }, step) => {
    const told = decisions.find(({ from, until }) => step >= from && step < until)!;
    deepStrictEqual([told.reason, told.refused, told.isAction], [reason, refused, proposed.kind !== "noop"]);
  });
  strictEqual(events.filter(({ refused }) => refused).length, busy.record.refused_actions);
  ok(busy.record.refused_actions > 0);
});

Deno.test("episodeData() counts steps from 0 wherever the episode begins, and rounds no blame to 1", () => {
  const late = { ...episode, steps: episode.steps.slice(90) };
  const told = episodeData(late, { panels: true, opensWith });
  strictEqual(told.first, 90);
  strictEqual(told.diagnoses[0]!.step, data.diagnoses[0]!.step - 90);
  strictEqual(told.faults[0]!.from, data.faults[0]!.from - 90);
  ok(Math.max(...data.diagnoses[0]!.blame) < 1);
});

Deno.test("episodeData() keeps the lines of all services of 30, six of them drawn, and in long episodes those six alone", () => {
  const many = play("noop", { topology: "random-30" });
  const { lines } = episodeData(many, { panels: true, opensWith });
  deepStrictEqual([lines.length, lines.filter(({ shown }) => shown).length], [30, 6]);
  const steps = Array.from({ length: 1000 }, (_, i) => ({ ...many.steps[i % 240]!, step: i }));
  strictEqual(episodeData({ ...many, steps }, { panels: true, opensWith }).lines.length, 6);
});

Deno.test("episodeData() opens at the first diagnosis, action or breach of the part asked for, else at its start", () => {
  const opensAt = (from: number, until: number) =>
    episodeData(episode, { panels: true, opensWith: { from, until } }).opensAt;
  strictEqual(opensAt(90, 150), data.diagnoses[0]!.step);
  strictEqual(opensAt(150, 200), 150);
  deepStrictEqual(
    data.incident,
    episodeData(episode, { panels: true, opensWith: { from: 0, until: 9 } }).incident,
  );
});
