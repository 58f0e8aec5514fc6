import { deepStrictEqual, ok } from "node:assert";
import { type Action, FAULT_TYPES, NOOP } from "../../model/mod.ts";
import { BENIGN_KINDS } from "../benign/catalogue.ts";
import { createEnvironment } from "../environment.ts";
import type { EnvironmentOptions } from "../environment_options.ts";

const SEEDS = 14;
/** Steps after the start that are looked at, and episodes that a template must be seen in to count. */
const WINDOW_STEPS = 15;
const MIN_EPISODES = 6;

/** A record without what differs from one to the next. */
function templateOf(body: string, services: ReadonlySet<string>): string {
  const words = body.replace(/\b[0-9a-f]{8}\b/g, "#").replace(/\d+(\.\d+)*/g, "#").split(" ");
  return words.map((word) => services.has(word) ? "@" : word).join(" ");
}

/** How often each template is written within the window after the start, in whose first step there may be an action. */
function templates(options: EnvironmentOptions, seed: number, action: Action = NOOP): Map<string, number> {
  const quick = createEnvironment({ ...options, signals: [] });
  quick.reset({ seed });
  const services = new Set(quick.topology.services.map(({ name }) => name));
  const [event] = [...quick.faults, ...quick.benignEvents];
  const start = event === undefined || event.startStep === 0 ? 80 : event.startStep;
  for (let step = 1; step < start; step++) quick.step(NOOP);
  const environment = createEnvironment(options);
  environment.reset({ seed });
  environment.restore(quick.snapshot());
  const counts = new Map<string, number>();
  for (let i = 0; i < WINDOW_STEPS; i++) {
    for (const { body } of environment.step(i === 0 ? action : NOOP).observation.logs!) {
      const template = templateOf(body, services);
      counts.set(template, (counts.get(template) ?? 0) + 1);
    }
  }
  return counts;
}

interface Told {
  readonly kind: string;
  readonly counts: ReadonlyMap<string, number>;
}

/** The kinds of fault that can strike three-tier. */
const STRIKING = FAULT_TYPES.filter((type) => type !== "grey_replica");

/** What operators do. */
const REMEDIES: readonly Action[] = [
  { kind: "restart", service: "api" },
  { kind: "rollback", service: "api" },
  { kind: "failover", service: "db" },
];

/** Episodes of each of them, and as many of benign events and of none. */
function episodesOf(wording: "fixed" | "varied"): Told[] {
  const common = { wording, signals: ["logs"], tracesPerStep: 20 } as const;
  const mix: [kind: string, options: EnvironmentOptions][] = [
    ...STRIKING.map((fault): [string, EnvironmentOptions] => [fault, { fault }]),
    ...BENIGN_KINDS.map((benign): [string, EnvironmentOptions] => ["none", { benign, faultCount: 0 }]),
    ["none", { faultCount: 0 }],
  ];
  return mix.flatMap(([kind, options]) =>
    Array.from({ length: SEEDS }, (_, i) => ({ kind, counts: templates({ ...common, ...options }, i + 1) }))
  );
}

/** The best precision of a template for a kind of fault, where it counts if it is written so often. */
function bestPrecision(episodes: readonly Told[], times: number): { precision: number; what: string } {
  const seenIn = new Map<string, Map<string, number>>();
  for (const { kind, counts } of episodes) {
    for (const [template, count] of counts) {
      if (count < times) continue;
      const kinds = seenIn.get(template) ?? new Map<string, number>();
      seenIn.set(template, kinds.set(kind, (kinds.get(kind) ?? 0) + 1));
    }
  }
  let best = { precision: 0, what: "" };
  for (const [template, kinds] of seenIn) {
    const total = [...kinds.values()].reduce((sum, count) => sum + count, 0);
    if (total < MIN_EPISODES) continue;
    for (const [kind, count] of kinds) {
      if (kind === "none" || count / total <= best.precision) continue;
      best = { precision: count / total, what: `${kind}: ${count} of ${total}, "${template}"` };
    }
  }
  return best;
}

Deno.test("no template of a log, written once or more or 4 times or more, decides a kind of fault where words are shared; with fixed words one does", () => {
  const [varied, fixed] = [episodesOf("varied"), episodesOf("fixed")];
  for (const times of [1, 4]) {
    const { precision, what } = bestPrecision(varied, times);
    ok(precision < 0.8, what);
    const usual = bestPrecision(fixed, times);
    ok(usual.precision > 0.95, usual.what);
  }
});

Deno.test("shared words change no metric", () => {
  const play = (options: EnvironmentOptions) => {
    const environment = createEnvironment({ fault: "bad_deploy", ...options });
    environment.reset({ seed: 5 });
    return Array.from({ length: 240 }, () => [...environment.step(NOOP).observation.values]);
  };
  deepStrictEqual(play({ wording: "varied", signals: ["logs", "traces"] }), play({}));
});

Deno.test("no benign event has words of its own, fixed or varied: whatever it writes is written in health, of a fault or of a remedy too", () => {
  for (const wording of ["fixed", "varied"] as const) {
    const common = { wording, signals: ["logs"], tracesPerStep: 10 } as const;
    const seeds = [1, 2, 3, 4];
    const written = (options: EnvironmentOptions, action?: Action) =>
      seeds.flatMap((seed) => [...templates({ ...common, ...options }, seed, action).keys()]);
    const usual = new Set([
      ...written({ faultCount: 0 }),
      ...STRIKING.flatMap((fault) => written({ fault })),
      ...REMEDIES.flatMap((action) => written({ faultCount: 0 }, action)),
    ]);
    for (const benign of BENIGN_KINDS) {
      // Once may be chance: what is written in two of the episodes belongs to the event.
      const own = written({ benign, faultCount: 0 }).filter((template, i, all) =>
        !usual.has(template) && all.indexOf(template) < i
      );
      deepStrictEqual([...new Set(own)], [], `${benign}, ${wording} words`);
    }
  }
});
