import { deepStrictEqual, match, notDeepStrictEqual, ok, strictEqual, throws } from "node:assert";
import {
  type Choice,
  type Diagnosis,
  type Incident,
  type Need,
  type ParameterFacts,
  type ParameterValue,
  type Signals,
  UsageError,
} from "../model/mod.ts";
import { createDiagnoser, DIAGNOSERS, diagnosers } from "./catalogue.ts";
import { contextOfIncident } from "./diagnoser.ts";
import {
  API,
  changed,
  CPU,
  DB,
  ERRORS,
  type MetricChanges,
  P95,
  RATE,
  recordedIncident,
} from "./testing/recorded_incident.ts";
import { madeUpRequests, REQUEST_SERVICES } from "./testing/made_up_requests.ts";

const INCIDENT = recordedIncident();

/** What the context lacks, and what is odd about the windows. */
const VARIANTS: Readonly<Record<string, Incident>> = {
  "with everything recorded": INCIDENT,
  "with no known callers": without(INCIDENT, "graph"),
  "with neither graph nor symptom nor topology": without(INCIDENT, "graph", "symptom", "topology"),
  "of which every second value is missing": withSignals((signals) =>
    gappy(signals, (_, row) => row % 2 === 0)
  ),
  "of which some metrics were never recorded": withSignals((signals) => gappy(signals, (i) => i % 3 === 0)),
  "with metrics alone": withNeedsAlone([]),
  "of a surge": withMetrics({ [API + RATE]: 1.8 }),
  "of a slow node": withMetrics({ [DB + CPU]: 1.8 }),
  "of a cold cache": withMetrics({ [DB + RATE]: 1.6 }),
  "of errors": withMetrics({ [API + ERRORS]: () => 0.2 }),
  "of a partition": withMetrics({ [API + P95]: () => 1080, [DB + RATE]: 0.1 }),
  "of an early return": {
    id: "an early return",
    services: REQUEST_SERVICES,
    before: madeUpRequests({ requests: 60, seed: 1 }),
    after: madeUpRequests({ requests: 30, seed: 2, from: 1000, earlyReturns: 0.5 }),
  },
  "of one service": { ...withSignals(onlyApi), services: ["api"], graph: [] },
  "with a service that may not be named": { ...INCIDENT, services: ["cache", "api"] },
  "with a service that the topology lacks": { ...INCIDENT, services: ["db", "mail", "cache", "api"] },
  "with values of 1e308, infinite ones and 5e-324": withSignals((signals) =>
    spoilt(signals, [1e308, -1e308, Infinity, -Infinity, Number.MIN_VALUE, -0])
  ),
  "with nothing but infinity": withSignals((signals) => spoilt(signals, [Infinity])),
  "with nothing but 1e99": withSignals((signals) => spoilt(signals, [1e99])),
  "with empty windows": withSignals(({ metrics: { indicators } }) => ({
    metrics: {
      indicators,
      timesSeconds: new Float64Array(0),
      columns: indicators.map(() => new Float64Array(0)),
    },
    logs: [],
    spans: [],
  })),
};

function without(incident: Incident, ...fields: ("graph" | "symptom" | "topology")[]): Incident {
  return Object.fromEntries(
    Object.entries(incident).filter(([key]) => !(fields as string[]).includes(key)),
  ) as unknown as Incident;
}

function withSignals(change: (signals: Signals) => Signals, incident = INCIDENT): Incident {
  return { ...incident, before: change(incident.before), after: change(incident.after) };
}

/** The metrics alone, as before but for the changes given. */
function withMetrics(changes: MetricChanges): Incident {
  const { before: { metrics } } = INCIDENT;
  return { ...INCIDENT, before: { metrics }, after: { metrics: changed(metrics, changes) } };
}

function gappy(signals: Signals, missing: (column: number, row: number) => boolean): Signals {
  const columns = signals.metrics.columns.map((column, i) =>
    column.map((x, row) => missing(i, row) ? NaN : x)
  );
  return { ...signals, metrics: { ...signals.metrics, columns } };
}

/** Each value of every second row, or of all where there is one value only, in turn one of those given. */
function spoilt(signals: Signals, values: readonly number[]): Signals {
  const columns = signals.metrics.columns.map((column, i) =>
    column.map((x, row) => values.length === 1 || row % 2 === 0 ? values[(i + row) % values.length]! : x)
  );
  return { ...signals, metrics: { ...signals.metrics, columns } };
}

function onlyApi({ metrics: { layout: _, ...metrics }, ...records }: Signals): Signals {
  const own = metrics.indicators.flatMap(({ service }, i) => service === "api" ? [i] : []);
  return {
    ...records,
    metrics: {
      ...metrics,
      indicators: own.map((i) => metrics.indicators[i]!),
      columns: own.map((i) => metrics.columns[i]!),
    },
  };
}

/** What the entry doesn't need is taken away. */
function withNeedsAlone(needs: readonly Need[]): Incident {
  const { topology, graph, symptom: _, ...rest } = INCIDENT;
  const bare = withSignals(
    ({ metrics, logs, spans }) => ({
      metrics,
      ...(needs.includes("logs") && logs && { logs }),
      ...(needs.includes("spans") && spans && { spans }),
    }),
    rest,
  );
  return {
    ...bare,
    ...(needs.includes("topology") && topology && { topology }),
    ...(needs.includes("graph") && graph && { graph }),
  };
}

function diagnose(choice: Choice, incident: Incident): Diagnosis {
  const diagnoser = createDiagnoser(choice, contextOfIncident(incident));
  diagnoser.fit(incident.before);
  return diagnoser.diagnose(incident.after);
}

/** @throws {AssertionError} unless every service is ranked once, with finite scores, and the confidence is a probability */
function requireWellFormed(
  { suspect, confidence, ranking, rationale }: Diagnosis,
  { services }: Incident,
): void {
  deepStrictEqual(ranking.map(({ service }) => service).toSorted(), services.toSorted());
  const scores = ranking.map(({ score }) => score);
  ok(scores.every(Number.isFinite), `scores ${scores}`);
  deepStrictEqual(scores, scores.toSorted((a, b) => b - a));
  strictEqual(suspect, ranking[0]!.service);
  ok(confidence >= 0 && confidence <= 1, `confidence ${confidence}`);
  ok(rationale.length > 0);
}

/** The ends of a parameter's range. */
function endsOf({ least, greatest, words }: ParameterFacts): readonly ParameterValue[] {
  return words ?? [least ?? false, greatest ?? true];
}

function explained(what: string, check: () => void): void {
  try {
    check();
  } catch (cause) {
    throw new Error(`${what}: ${(cause as Error).message}`, { cause });
  }
}

for (const { name, about, needs = [], parameters } of diagnosers.list()) {
  const able = Object.entries(VARIANTS).filter(([, { topology }]) =>
    topology !== undefined || !needs.includes("topology")
  );

  Deno.test(`${name} gives a well-formed diagnosis whatever is missing, and the same one again`, () => {
    for (const [which, incident] of able) {
      explained(which, () => {
        const kept = structuredClone(incident);
        const diagnosis = diagnose(name, incident);
        requireWellFormed(diagnosis, incident);
        deepStrictEqual(diagnose(name, incident), diagnosis);
        deepStrictEqual(incident, kept, "the incident is as it was");
      });
    }
  });

  Deno.test(`${name} learns anew when it is fitted again`, () => {
    const diagnoser = createDiagnoser(name, contextOfIncident(INCIDENT));
    diagnoser.fit(INCIDENT.after);
    diagnoser.fit(INCIDENT.before);
    deepStrictEqual(diagnoser.diagnose(INCIDENT.after), diagnose(name, INCIDENT));
  });

  Deno.test(`${name} refuses to diagnose before it is fitted`, () => {
    const diagnoser = createDiagnoser(name, contextOfIncident(INCIDENT));
    throws(() => diagnoser.diagnose(INCIDENT.after), {
      name: "UsageError",
      message: `The diagnoser "${name}" must be fitted before it can diagnose`,
    });
  });

  Deno.test(`${name} works with what it needs alone`, () => {
    const incident = withNeedsAlone(needs);
    const diagnosis = diagnose(name, incident);
    requireWellFormed(diagnosis, incident);
    if (needs.length > 0) ok(diagnosis.confidence > 0, diagnosis.rationale);
  });

  for (const need of needs) {
    Deno.test(`${name} says that it needs ${need}`, () => {
      if (need === "topology" || need === "graph") {
        const context = contextOfIncident(without(INCIDENT, "topology", "graph"));
        throws(
          () => createDiagnoser(name, context),
          /^UsageError: The diagnoser ".*" needs a .*, found none$/,
        );
        return;
      }
      const { confidence, rationale, ranking } = diagnose(
        name,
        withSignals(({ [need]: _, ...signals }) => signals),
      );
      strictEqual(rationale, `Nobody can be named: no ${need} were recorded`);
      deepStrictEqual([confidence, ...ranking.map(({ score }) => score)], [0, 0, 0, 0]);
    });
  }

  Deno.test(`${name} says what it is in one sentence, and so does each of its parameters`, () => {
    for (const text of [about, ...parameters.map((facts) => facts.about)]) {
      match(text, /^\S.*[^.\s]$/);
    }
  });

  for (const facts of parameters) {
    Deno.test(`${name} takes ${facts.name} at the ends of its range, and heeds it`, () => {
      strictEqual(diagnosers.choose({ name, [facts.name]: facts.default! }).label, name, "a valid default");
      const answers = [...endsOf(facts), facts.default!].map((value) => {
        const choice = { name, [facts.name]: value };
        strictEqual(
          createDiagnoser(choice, contextOfIncident(INCIDENT)).name,
          value === facts.default ? name : `${name}:${facts.name}=${value}`,
        );
        return able.map(([which, incident]) => {
          const diagnosis = diagnose(choice, incident);
          explained(
            `${which}, ${value}`,
            () => requireWellFormed(diagnosis, incident),
          );
          return diagnosis;
        });
      });
      const [first, ...others] = answers;
      notDeepStrictEqual(others, others.map(() => first));
    });
  }
}

Deno.test("a wrong name of a diagnoser and a wrong parameter are answered with the nearest one", () => {
  const context = contextOfIncident(INCIDENT);
  for (
    const [choice, message] of [
      ["grahp", /did you mean "graph"\?/],
      ["baro:alrm=3", /did you mean "alarm"\?/],
      ["baro:alarm=101", /"alarm" of the diagnoser "baro" must be a number from 0 to 100 \(spreads\)/],
    ] as const
  ) {
    throws(
      () => createDiagnoser(choice, context),
      (error) => error instanceof UsageError && message.test(error.message),
    );
  }
});

Deno.test("the catalogue says which diagnosers are trivial and which were trained", () => {
  const names = (flag: "trivial" | "trained") =>
    diagnosers.entries.filter((entry) => entry[flag]).map(({ name }) => name);
  deepStrictEqual(names("trivial"), ["front", "random"]);
  deepStrictEqual(names("trained"), ["fused", "bayes"]);
  deepStrictEqual(DIAGNOSERS, diagnosers.list().map(({ name }) => name));
});
