import { deepStrictEqual, throws } from "node:assert";
import { UsageError } from "../../lib/model/mod.ts";
import { parseSlo, systemOf } from "./system_options.ts";

Deno.test("parseSlo() reads either limit or both", () => {
  deepStrictEqual(parseSlo("latencyP95Ms=300,errorRate=0.02"), { latencyP95Ms: 300, errorRate: 0.02 });
  deepStrictEqual(parseSlo("errorRate=.1"), { errorRate: 0.1 });
  for (
    const text of ["latencyP95Ms", "errorRate=-1", "errorRate=0.1,errorRate=0.2", "a=1,", "errorRate=1e-3"]
  ) {
    throws(() => parseSlo(text), UsageError, text);
  }
  for (const name of ["latencyP95", "latency", "p95", "Latency"]) {
    throws(() => parseSlo(`${name}=300`), /did you mean "latencyP95Ms"/, name);
  }
  for (const name of ["error", "errors"]) {
    throws(() => parseSlo(`${name}=0.1`), /did you mean "errorRate"/, name);
  }
});

Deno.test("systemOf() hands delays on as steps, 0 unless given", () => {
  deepStrictEqual(systemOf({}), { environment: {}, delays: { telemetryDelaySteps: 0, actionDelaySteps: 0 } });
  deepStrictEqual(systemOf({ "telemetry-delay": "2", "action-delay": "24" }).delays, {
    telemetryDelaySteps: 2,
    actionDelaySteps: 24,
  });
  throws(() => systemOf({ "action-delay": "25" }), /--action-delay needs a whole number from 0 to 24/);
});
