import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import type { Incident, Look, Signals } from "../../model/mod.ts";
import { madeUpSignals } from "../testing/made_up_signals.ts";
import { madeUpOutage } from "../testing/outages.ts";
import { gatherAndDiagnose } from "./gather.ts";

/** A service is slow, and so are those that wait for it. */
const WHOLE = madeUpOutage(4, "slow");
const [CAUSE] = WHOLE.atFault as [string];

/** What is recorded of services that are asked for. */
function only(
  { metrics: { indicators, columns, timesSeconds } }: Signals,
  asked: (service: string) => boolean,
) {
  const places = indicators.flatMap(({ service }, i) => asked(service) ? [i] : []);
  return {
    metrics: {
      timesSeconds,
      indicators: places.map((i) => indicators[i]!),
      columns: places.map((i) => columns[i]!),
    },
  };
}
const of = (asked: (service: string) => boolean) => ({
  before: only(WHOLE.incident.before, asked),
  after: only(WHOLE.incident.after, asked),
});
/** The metrics of the one at fault are not at hand. */
const INCIDENT: Incident = { ...WHOLE.incident, ...of((service) => service !== CAUSE) };

Deno.test("what is gathered is judged as well, and nothing is asked for twice", async () => {
  const asked: string[] = [];
  const { diagnosis, looks, incident } = await gatherAndDiagnose(INCIDENT, {
    signals: ["metrics"],
    maxLooks: 5,
    gather: ({ signal, service }) => {
      asked.push(`${signal} ${service}`);
      return of((one) => one === service);
    },
  });
  deepStrictEqual(asked, [`metrics ${CAUSE}`]);
  strictEqual(looks[0]!.found, true);
  strictEqual(incident.after.metrics.indicators.length, WHOLE.incident.after.metrics.indicators.length);
  strictEqual(diagnosis.suspect, CAUSE);
});

Deno.test("what can't be had is said, isn't asked for again and costs one look", async () => {
  const options = { gather: () => undefined };
  const { looks, incident } = await gatherAndDiagnose(INCIDENT, { ...options, maxLooks: 3 });
  strictEqual(looks.length, 3);
  strictEqual(new Set(looks.map(({ signal, service }) => `${signal} ${service}`)).size, 3);
  ok(looks.every(({ found }) => !found));
  deepStrictEqual(incident, INCIDENT);
  deepStrictEqual((await gatherAndDiagnose(INCIDENT, { ...options, maxLooks: 0 })).looks, []);
});

Deno.test("what is worth less than its price isn't looked at", async () => {
  const fetched: Look[] = [];
  const gather = (look: Look) => void fetched.push(look);
  const { looks } = await gatherAndDiagnose(INCIDENT, { gather, maxLooks: 1 });
  const price = looks[0]!.gainBits;
  strictEqual(
    (await gatherAndDiagnose(INCIDENT, { gather, maxLooks: 1, minGainBits: price })).looks.length,
    1,
  );
  strictEqual((await gatherAndDiagnose(INCIDENT, { gather, minGainBits: price + 1e-6 })).looks.length, 0);
  strictEqual(fetched.length, 2);
});

Deno.test("metrics of other times are refused", async () => {
  const short = madeUpSignals({ "db/latency": [1, 2] });
  await rejects(
    gatherAndDiagnose(INCIDENT, { gather: () => ({ before: short, after: short }), signals: ["metrics"] }),
    /at the \d+ times of the incident, found 2 times/,
  );
});

Deno.test("what is gathered and is no signals is refused in one line; null is what can't be had", async () => {
  const gathered = (value: unknown) =>
    gatherAndDiagnose(INCIDENT, { gather: () => value as never, maxLooks: 1 });
  strictEqual((await gathered(null)).looks[0]!.found, false);
  const side = { before: {}, after: {} };
  for (
    const value of [
      {},
      "x",
      { before: {} },
      { ...side, after: { spans: "x" } },
      {
        ...side,
        after: { spans: [{ a: 1 }] },
      },
      { ...side, after: { traces: [] } },
      { ...side, after: { metrics: {} } },
    ]
  ) {
    await rejects(gathered(value), { name: "UsageError", message: /^gatherAndDiagnose: [^\n]*$/ });
  }
});
