import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import { diagnosisText } from "../lib/diagnose/mod.ts";
import { describeAction, METRIC_COUNT } from "../lib/model/mod.ts";
import { interactiveServiceGraph, interactiveTimeline } from "../lib/plot/mod.ts";
import { createAgent, runEpisode } from "../lib/run/mod.ts";
import { createEnvironment, createTopology } from "../lib/simulator/mod.ts";
import { inFolder } from "./cli/in_folder.ts";
import { whyNoBrowser } from "./notebooks/find_browser.ts";

const missing = whyNoBrowser();

const episode = runEpisode({ agent: createAgent("full"), environment: createEnvironment(), seed: 7 });
const names = episode.topology.services.map(({ name }) => name);

/** Where things are on the drawing that is opened, in its own pixels. */
interface Places {
  readonly width: number;
  readonly times: readonly { text: string; x: number }[];
  readonly breaches: readonly { x: number; end: number }[];
  readonly notes: readonly { text: string; box: readonly [number, number] }[];
  readonly bars: readonly (readonly [number, number])[];
  readonly limits: readonly {
    label: string;
    limit: string;
    y: readonly number[];
    ticks: readonly { text: string; y: number }[];
  }[];
}

/** What `testing/drive_figure.ts` prints. */
interface Seen {
  readonly errors: readonly string[];
  readonly requests: readonly string[];
  readonly timeline:
    & {
      readonly places: Places;
      readonly pressed: readonly (readonly string[])[];
      readonly hovered: readonly { step: number; rows: readonly (readonly string[])[] }[];
      readonly steps: readonly {
        value: number;
        said: string;
        words: string;
        suspect: readonly string[];
        atFault: readonly string[];
        blame: readonly string[];
      }[];
      readonly tipGone: boolean;
      readonly lines: number;
      readonly themes: readonly string[];
      readonly overflows: readonly boolean[];
    }
    & Readonly<
      Record<"opened" | "whole" | "dragged" | "back" | "scrolled" | "wheeled" | "moved" | "keyed", string>
    >;
  readonly two: { figures: number; first: string; secondStayed: boolean; ids: number; shortcuts: boolean };
  readonly graphs: {
    before: readonly string[];
    after: readonly string[];
    panels: number;
    facts: readonly [string, string];
  };
  readonly still: { width: number; height: number; alt: string };
}

async function lookAround(folder: string): Promise<Seen> {
  const write = (name: string, text: string) => Deno.writeTextFileSync(`${folder}/${name}`, text);
  const figure = interactiveTimeline(episode);
  write("timeline.html", figure.html);
  write("blank.html", `<!doctype html><meta charset="utf-8"><title>two</title><body></body>`);
  write("fragments.json", JSON.stringify([figure.fragment, figure.fragment]));
  write("graph.html", interactiveServiceGraph(episode).html);
  write("topology.html", interactiveServiceGraph(createTopology("three-tier")).html);
  const driver = fileURLToPath(new URL("testing/drive_figure.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["run", "--allow-all", "--quiet", driver, folder],
  }).output();
  deepStrictEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** The row of a table of a step's values as the page has to write it. */
function rowOf(step: number, name: string): string[] {
  const { values, detection } = episode.steps[step]!;
  const at = names.indexOf(name);
  const [p95, errors, cpu, memory, rate] = values.subarray(at * METRIC_COUNT, (at + 1) * METRIC_COUNT);
  // Values are kept to a tenth, errors to a hundredth, before they are written.
  const kept = (value: number, scale: number) => Math.round(value / scale) * scale;
  const text = (value: number, digits: number) =>
    value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return [
    name,
    text(kept(p95!, 0.1), 0),
    text(kept(100 * errors!, 0.01), 1),
    text(kept(100 * cpu!, 0.1), 0),
    text(kept(100 * memory!, 0.1), 0),
    text(kept(rate!, 0.1), 0),
    text(kept(detection!.scores[at]!, 0.01), 1),
  ];
}

const secondsOf = (clock: string) => clock.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
/** The seen part as steps: the first, and the one after the last. */
function partOf(text: string): [number, number] {
  const [, from, until] = text.match(/^([\d:]+) to ([\d:]+) of 20:00$/)!;
  return [secondsOf(from!) / 5, secondsOf(until!) / 5];
}

/** What a place along an axis stands for, by the first and the last of its ticks. */
function reading(ticks: readonly { at: number; value: number }[], at: number): number {
  const [first, last] = [ticks[0]!, ticks.at(-1)!];
  return first.value + (last.value - first.value) * (at - first.at) / (last.at - first.at);
}

function assertDrawn(places: Places): void {
  const times = places.times.map(({ text, x }) => ({ at: x, value: secondsOf(text) / 5 }));
  ok(times.length >= 2, "a time axis needs two ticks");
  const violated = episode.steps.flatMap(({ sloViolated }, step) => sloViolated ? [step] : []);
  // Bars end half a pixel early, so that those that touch can be told apart.
  const covered = places.breaches.flatMap(({ x, end }) => {
    const [from, until] = [Math.round(reading(times, x)), Math.round(reading(times, end + 0.5))];
    return Array.from({ length: until - from }, (_, i) => from + i);
  });
  deepStrictEqual(covered, violated);

  ok(places.notes.length >= 3, "the fault, the suspect and an action are named");
  for (const { text, box: [from, until] } of places.notes) {
    ok(from > 0 && until <= places.width, `${text} reaches from ${from} to ${until} of ${places.width}`);
  }
  for (const [bar, name] of [[0, "noisy neighbour at db"], [1, "db"]] as const) {
    const note = places.notes.find(({ text }) => text === name)!;
    ok(
      note.box[0] >= places.bars[bar]![1] && note.box[0] < places.bars[bar]![1] + 12,
      `${name} is written behind its bar`,
    );
  }

  const { slo, topology: { front } } = episode;
  const [latency, errors] = places.limits;
  deepStrictEqual([latency!.limit, errors!.limit], [`SLO of ${front}`, `SLO of ${front}`]);
  const values = (panel: Places["limits"][number], by: (value: number) => number) =>
    panel.ticks.map(({ text, y }) => ({ at: y, value: by(Number(text.replaceAll(",", ""))) }));
  const limitMs = Math.exp(reading(values(latency!, Math.log), latency!.y[0]!));
  const limitPercent = reading(values(errors!, Number), errors!.y[0]!);
  ok(Math.abs(limitMs / slo.latencyP95Ms - 1) < 0.02, `${limitMs} ms`);
  ok(Math.abs(limitPercent - 100 * slo.errorRate) < 0.2, `${limitPercent} %`);
}

Deno.test({
  name:
    `interactive figures in a real browser: values under the pointer, zoom, slider, theme, no network${missing}`,
  ignore: missing !== "",
  fn: () =>
    inFolder(async (folder) => {
      const { errors, requests, timeline, two, graphs, still } = await lookAround(folder);
      deepStrictEqual([errors, requests], [[], []]);

      strictEqual(timeline.hovered.length, 4);
      for (const { step, rows } of timeline.hovered) {
        deepStrictEqual(
          rows,
          names.map((name) => rowOf(step, name)),
        );
      }
      strictEqual(new Set(timeline.hovered.map(({ step }) => step)).size, 4);
      ok(timeline.tipGone);

      assertDrawn(timeline.places);
      deepStrictEqual(timeline.pressed, [["Whole episode"], [], ["Incident"]]);
      const opened = partOf(timeline.opened);
      const { first_slo } = episode.record;
      ok(opened[0] < first_slo! && opened[1] > first_slo! && opened[1] - opened[0] < 120, timeline.opened);
      deepStrictEqual(partOf(timeline.whole), [0, 240]);
      const [from, until] = partOf(timeline.dragged);
      ok(Math.abs(from - 60) <= 1 && Math.abs(until - 120) <= 1, timeline.dragged);
      strictEqual(timeline.back, timeline.opened);
      strictEqual(timeline.scrolled, timeline.opened, "a wheel without Ctrl scrolls the page");
      const wheeled = partOf(timeline.wheeled);
      // 200 pixels up are the most that one turn zooms: to e^-0.5 of the part.
      const zoomed = (wheeled[1] - wheeled[0]) / (opened[1] - opened[0]);
      ok(Math.abs(zoomed - Math.exp(-0.5)) < 0.05, `${timeline.opened} -> ${timeline.wheeled}`);
      const moved = partOf(timeline.moved);
      strictEqual(moved[1] - moved[0], wheeled[1] - wheeled[0]);
      ok(moved[0] < wheeled[0] - 10, timeline.moved);
      strictEqual(partOf(timeline.keyed)[1], 240);

      const begun = episode.steps.findIndex(({ diagnosis }) => diagnosis !== undefined);
      const [at, next, , , , last, start] = timeline.steps;
      strictEqual(at!.value, begun);
      deepStrictEqual(timeline.steps.map(({ value }) => value - begun).slice(0, 5), [0, 1, 2, 12, 22]);
      deepStrictEqual([last!.value, start!.value], [239, 0]);
      const { diagnosis, executed } = episode.steps[begun]!;
      deepStrictEqual([at!.suspect, at!.atFault], [[diagnosis!.suspect], [episode.faults[0]!.service]]);
      const what = diagnosisText(diagnosis!);
      for (const part of [what, diagnosis!.rationale.slice(`${what}; `.length)]) {
        ok(at!.words.includes(part.replaceAll(" %", "\u00a0%")), `${part}: ${at!.words}`);
      }
      ok(at!.words.includes(describeAction(executed)));
      match(at!.said, /step 98: noisy neighbour at db; SLO in breach; alarm; diagnosis db/);
      match(next!.words, /made 5 s before[^]*failover\(db\)[^]*the next step of the remedy/);
      for (const quiet of [last!, start!]) {
        deepStrictEqual([quiet.suspect, quiet.atFault, quiet.blame.join("")], [[], [], ""]);
        match(quiet.words, /SLO met[^]*None stands/);
      }
      strictEqual(timeline.lines, names.length - 1);
      deepStrictEqual(timeline.themes, ["light", "dark", "light"]);
      deepStrictEqual(timeline.overflows, [false, false, false]);

      deepStrictEqual(two, {
        figures: 2,
        first: "0:00 to 20:00 of 20:00",
        secondStayed: true,
        ids: 0,
        shortcuts: true,
      });
      ok(graphs.before.some((text) => text === "> 0.99"));
      strictEqual(graphs.after.join(""), "");
      strictEqual(graphs.panels, 0);
      match(graphs.facts[0], /^api · service[^]*calls: cache \(/);
      match(graphs.facts[1], /^(?:db · database|cache · cache)[^]*called by: api \(/);
      ok(still.width > 600 && still.height > 300);
      strictEqual(still.alt, interactiveTimeline(episode).title);
    }),
});
