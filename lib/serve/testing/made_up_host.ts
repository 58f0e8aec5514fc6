import { createSessionHost, type SessionHost, type SessionLimits } from "../core/session_host.ts";
import { mixedSuite, type Suite, suiteOf } from "../core/suites.ts";
import { createTaskBook } from "../core/tasks.ts";
import type { ScenarioInput } from "../../bench/mod.ts";

/** The secret of tests. */
export const SECRET = "a secret for the tests of sessions";

/** A suite of few scenarios. */
export function madeUpSuite(name: string, scenarios: readonly ScenarioInput[]): Suite {
  return suiteOf({
    name,
    question: "What is made up for tests?",
    agents: ["noop"],
    scenarios: scenarios.map((scenario) => ({ ...scenario })),
    seeds: { first: 2001, count: 20 },
  });
}

/** A host of made-up suites, whose ids count up and whose clock stands still unless it is moved. */
export function madeUpHost(
  { scenarios = [{ name: "one fault" }], limits = {} }: {
    readonly scenarios?: readonly ScenarioInput[];
    readonly limits?: SessionLimits;
  } = {},
): { readonly host: SessionHost; readonly clock: { seconds: number } } {
  const clock = { seconds: 0 };
  const incidents = madeUpSuite("small", scenarios);
  const calm = madeUpSuite("quiet", [{ name: "nothing", faultCount: 0 }]);
  let count = 0;
  const host = createSessionHost({
    tasks: createTaskBook({ suites: [incidents, calm, mixedSuite(incidents, calm)], secret: SECRET }),
    newId: () => `session-${++count}`,
    now: () => clock.seconds,
    limits,
  });
  return { host, clock };
}
