import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { CPU_UTILISATION, METRIC_COUNT, METRICS, NOOP, UsageError } from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";
import type { EnvironmentOptions } from "../environment_options.ts";
import type { Scrapes } from "./scrapes.ts";

/** The values of an episode, step 0 included, and whether each step is in breach. */
function play(options: EnvironmentOptions, seed = 4) {
  const environment = createEnvironment({ fault: "slow_query", ...options });
  const first = environment.reset({ seed });
  const results = [first, ...Array.from({ length: 240 }, () => environment.step(NOOP))];
  return {
    environment,
    rows: results.map(({ observation }) => [...observation.values]),
    breaches: results.map(({ info }) => info.sloViolated),
    observations: results.map(({ observation }) => observation),
  };
}

const truth = play({});
const shown = (scrapes: Scrapes, seed?: number) => play({ scrapes }, seed);
const rowOf = (values: readonly number[], node: number) =>
  values.slice(node * METRIC_COUNT, (node + 1) * METRIC_COUNT);

Deno.test("the SLO is judged on the truth, whatever agents are shown", () => {
  for (
    const scrapes of [{ lostShare: 1 }, { silent: ["api"] }, { everySteps: 60 }, {
      lostMetrics: METRICS,
    }] as Scrapes[]
  ) deepStrictEqual(shown(scrapes).breaches, truth.breaches);
  ok(truth.breaches.some(Boolean));
});

Deno.test("no option of scrapes changes what is shown by default", () => {
  deepStrictEqual(shown({}).rows, truth.rows);
  strictEqual(shown({}).environment.valuesCanMiss, false);
  strictEqual(truth.environment.valuesCanMiss, false);
});

Deno.test("of 20 % lost scrapes all values of a service are missing at a time, by chance; the others are true", () => {
  const { rows, environment } = shown({ lostShare: 0.2 });
  strictEqual(environment.valuesCanMiss, true);
  let lost = 0;
  rows.forEach((values, step) => {
    for (let node = 0; node < 3; node++) {
      const row = rowOf(values, node);
      if (row.every(Number.isNaN)) lost++;
      else deepStrictEqual(row, rowOf(truth.rows[step]!, node));
    }
  });
  const share = lost / (3 * rows.length);
  ok(Math.abs(share - 0.2) < 0.05, `${share}`);
  ok(JSON.stringify(shown({ lostShare: 0.2 }, 5).rows) !== JSON.stringify(rows));
});

Deno.test("a lost scrape that is held shows the last value that was scraped", () => {
  const { rows, environment } = shown({ lostShare: 0.5, held: true });
  strictEqual(environment.valuesCanMiss, false);
  let held = 0;
  rows.forEach((values, step) => {
    for (let node = 0; node < 3; node++) {
      const row = rowOf(values, node);
      if (JSON.stringify(row) === JSON.stringify(rowOf(truth.rows[step]!, node))) continue;
      deepStrictEqual(row, rowOf(rows[step - 1]!, node));
      held++;
    }
  });
  ok(held > 0.4 * 3 * rows.length, `${held}`);
});

Deno.test("scraped once a minute, a value stands for 12 steps", () => {
  const { rows } = shown({ everySteps: 12 });
  rows.forEach((values, step) => deepStrictEqual(values, truth.rows[step - step % 12]));
});

Deno.test("late scrapes show up to so many steps late, a newer one is never replaced by an older, and all delays happen", () => {
  const { rows } = shown({ lateSteps: 4 });
  const delays = new Set<number>();
  for (let node = 0; node < 3; node++) {
    const key = (values: readonly number[]) => JSON.stringify(rowOf(values, node));
    let latest = 0;
    rows.forEach((values, step) => {
      const from = [0, 1, 2, 3, 4].find((late) =>
        step >= late && key(truth.rows[step - late]!) === key(values)
      );
      ok(from !== undefined, `step ${step}`);
      ok(step - from >= latest, `step ${step}`);
      latest = step - from;
      delays.add(from);
    });
  }
  deepStrictEqual([...delays].sort(), [0, 1, 2, 3, 4]);
});

Deno.test("a clock that is behind shows each service's metrics, logs and spans by a constant of its own late", () => {
  const options = { scrapes: { clockSkewSteps: 12 }, signals: ["logs", "traces"] } as const;
  const skewed = play(options);
  const skews = new Set<number>();
  for (let node = 0; node < 3; node++) {
    const key = (values: readonly number[]) => JSON.stringify(rowOf(values, node));
    const skew = [...Array(13).keys()].find((late) =>
      skewed.rows.every((values, step) => step < late || key(truth.rows[step - late]!) === key(values))
    );
    ok(skew !== undefined);
    skews.add(skew);
    const straight = play({ signals: ["logs", "traces"] });
    const name = skewed.environment.topology.services[node]!.name;
    const times = ({ observations }: typeof skewed) =>
      observations.slice(0, 20).flatMap(({ logs, spans }) => [
        ...logs!.filter(({ service }) => service === name).map(({ timeSeconds }) => timeSeconds),
        ...spans!.filter(({ service }) => service === name).map(({ startSeconds }) => startSeconds),
      ]);
    times(straight).forEach((time, i) => ok(Math.abs(time - times(skewed)[i]! - 5 * skew) < 1e-6));
  }
  ok(skews.size > 1);
});

Deno.test("a silent service exports nothing, as NaN or 0; where they are drawn, never the front", () => {
  const { rows, environment } = shown({ silent: ["db"] });
  ok(rows.every((values) => rowOf(values, 2).every(Number.isNaN)));
  deepStrictEqual(rows.map((values) => values.slice(0, 10)), truth.rows.map((values) => values.slice(0, 10)));
  strictEqual(environment.valuesCanMiss, true);
  const zero = shown({ silent: ["db"], silentAs: "zero" });
  ok(zero.rows.every((values) => rowOf(values, 2).every((value) => value === 0)));
  strictEqual(zero.environment.valuesCanMiss, false);
  const silent = new Set<number>();
  for (let seed = 1; seed <= 12; seed++) {
    const environment = createEnvironment({ scrapes: { silent: 1 } });
    const values = [...environment.reset({ seed }).observation.values];
    silent.add([0, 1, 2].findIndex((node) => Number.isNaN(values[node * METRIC_COUNT])));
  }
  deepStrictEqual([...silent].sort(), [1, 2]);
});

Deno.test("a metric that nobody exports is missing everywhere, and no other", () => {
  const { rows } = shown({ lostMetrics: ["cpuUtilisation"] });
  rows.forEach((values, step) =>
    values.forEach((value, i) => {
      if (i % METRIC_COUNT === CPU_UTILISATION) ok(Number.isNaN(value));
      else strictEqual(value, truth.rows[step]![i]);
    })
  );
});

Deno.test("a snapshot carries what monitoring knows, through JSON too, and one without it is refused", () => {
  const scrapes = { lostShare: 0.3, held: true, lateSteps: 5, clockSkewSteps: 3, everySteps: 2 };
  const environment = createEnvironment({ scrapes });
  environment.reset({ seed: 6 });
  for (let step = 1; step <= 101; step++) environment.step(NOOP);
  const snapshot = JSON.parse(JSON.stringify(environment.snapshot()));
  const go = () => Array.from({ length: 40 }, () => [...environment.step(NOOP).observation.values]);
  const expected = go();
  environment.restore(snapshot);
  deepStrictEqual(go(), expected);
  const other = createEnvironment({ scrapes });
  other.reset({ seed: 6 });
  other.restore(snapshot);
  deepStrictEqual(Array.from({ length: 40 }, () => [...other.step(NOOP).observation.values]), expected);
  const plain = createEnvironment();
  plain.reset({ seed: 6 });
  throws(
    () => other.restore(plain.snapshot()),
    /^UsageError: restore: the snapshot's scrapes must be \d+ numbers, found nothing/,
  );
});

Deno.test("whatever becomes of the metrics, logs and spans arrive as they were, and as many traces as are asked for", () => {
  const signals = ["logs", "traces"] as const;
  const usual = play({ signals, tracesPerStep: 7 });
  for (
    const scrapes of [{ lostShare: 0.5 }, { lateSteps: 6, everySteps: 4 }, { silent: ["db"] }, {
      lostMetrics: METRICS,
    }] as Scrapes[]
  ) {
    const { observations } = play({ signals, tracesPerStep: 7, scrapes });
    observations.slice(0, 120).forEach(({ logs, spans }, step) => {
      deepStrictEqual(logs, usual.observations[step]!.logs);
      deepStrictEqual(spans, usual.observations[step]!.spans);
      strictEqual(new Set(spans!.map(({ traceId }) => traceId)).size, 7);
    });
  }
});

Deno.test("lost and late together: what is shown is missing or was true, at most five steps ago where a late scrape follows a lost one", () => {
  const { rows } = shown({ lostShare: 0.3, lateSteps: 3 });
  const isTrue = (row: readonly number[], step: number, node: number) =>
    // A lost scrape is followed by one that was taken before it, and three steps by none.
    [0, 1, 2, 3, 4, 5].some((late) =>
      step >= late && JSON.stringify(rowOf(truth.rows[step - late]!, node)) === JSON.stringify(row)
    );
  let missing = 0;
  rows.forEach((values, step) => {
    for (let node = 0; node < 3; node++) {
      const row = rowOf(values, node);
      if (row.every(Number.isNaN)) missing++;
      else ok(isTrue(row, step, node), `step ${step}, service ${node}`);
    }
  });
  ok(missing > 0.25 * 3 * rows.length, `${missing}`);
});

Deno.test("services have their clocks behind by all numbers of steps, each seed by others", () => {
  const skews = new Set<number>();
  for (let seed = 1; seed <= 20; seed++) {
    const options = { signals: ["logs"], scrapes: { clockSkewSteps: 3 } } as const;
    const [skewed, straight] = [options, { signals: ["logs"] } as const].map((each) => {
      const environment = createEnvironment(each);
      return environment.reset({ seed }).observation.logs!;
    });
    skewed!.forEach((log, i) => skews.add(Math.round((straight![i]!.timeSeconds - log.timeSeconds) / 5)));
  }
  deepStrictEqual([...skews].sort(), [0, 1, 2, 3]);
});

const WRONG: readonly (readonly [scrapes: unknown, message: RegExp])[] = [
  [{ lostShare: 1.5 }, /scrapes.lostShare must be at most 1, found 1.5/],
  [{ lostShare: NaN }, /scrapes.lostShare must be a number, found NaN/],
  [{ lateSteps: 25 }, /scrapes.lateSteps must be at most 24, found 25/],
  [{ everySteps: 0 }, /scrapes.everySteps must be 1 or more, found 0/],
  [{ lostShares: 0.1 }, /scrapes.lostShares is not known: did you mean "lostShare"/],
  [{ silent: ["dbb"] }, /service "dbb": did you mean "db"/],
  [{ silent: 3 }, /scrapes.silent must be at most 2, found 3/],
  [{ silentAs: "none" }, /scrapes.silentAs is "none"/],
  [{ lostMetrics: ["cpu"] }, /scrapes.lostMetrics\[0\] is "cpu"/],
  [5, /scrapes must be an object with lostShare, .*, found 5/],
];

for (const [scrapes, message] of WRONG) {
  Deno.test(`createEnvironment() refuses the scrapes ${Deno.inspect(scrapes)}`, () => {
    throws(() => createEnvironment({ scrapes } as never), (error) => {
      ok(error instanceof UsageError, String(error));
      ok(message.test(error.message), error.message);
      return !error.message.includes("\n");
    });
  });
}
