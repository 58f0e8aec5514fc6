import { deepStrictEqual, throws } from "node:assert";
import { UsageError } from "../../lib/model/mod.ts";
import { parseReward, parseScrapes, parseSlo, systemOf } from "./system_options.ts";

Deno.test("parseSlo() reads either limit or both", () => {
  deepStrictEqual(parseSlo("latencyP95Ms=300,errorRate=0.02"), { latencyP95Ms: 300, errorRate: 0.02 });
  deepStrictEqual(parseSlo("errorRate=.1"), { errorRate: 0.1 });
  deepStrictEqual(parseSlo("errorRate=1e-3"), { errorRate: 0.001 });
  for (
    const text of ["latencyP95Ms", "errorRate=-1", "errorRate=0.1,errorRate=0.2", "a=1,", "errorRate=1e"]
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

Deno.test("systemOf() hands on the world by what mends what, and names the nearest of a mistyped one", () => {
  deepStrictEqual(systemOf({ remedies: "swapped" }).environment, { remedies: "swapped" });
  throws(() => systemOf({ remedies: "swaped" }), /did you mean "swapped"/);
});

Deno.test("parseSlo() reads an error budget with its windows in minutes", () => {
  deepStrictEqual(parseSlo("objective=0.99,periodDays=28,timeScale=.5,windows=60/5@14.4+360/30@6"), {
    objective: 0.99,
    periodDays: 28,
    timeScale: 0.5,
    windows: [
      { longMinutes: 60, shortMinutes: 5, burnRate: 14.4 },
      { longMinutes: 360, shortMinutes: 30, burnRate: 6 },
    ],
  });
  for (
    const text of ["windows=60@14.4", "windows=60/5", "windows=a/5@1", "windows=1.2.3/5@1", "windows=60/5@1+"]
  ) {
    throws(() => parseSlo(text), UsageError, text);
  }
  throws(() => parseSlo("objektive=0.99"), /did you mean "objective"/);
});

Deno.test("parseScrapes() reads shares, steps, names and words, and names the nearest of a mistyped one", () => {
  deepStrictEqual(parseScrapes("lostShare=.05,lateSteps=2,held=true,silent=db+cache,silentAs=zero"), {
    lostShare: 0.05,
    lateSteps: 2,
    held: true,
    silent: ["db", "cache"],
    silentAs: "zero",
  });
  deepStrictEqual(parseScrapes("silent=2,lostMetrics=errorRate+cpuUtilisation"), {
    silent: 2,
    lostMetrics: ["errorRate", "cpuUtilisation"],
  });
  throws(() => parseScrapes("lostshare=.05"), /did you mean "lostShare"/);
  throws(() => parseScrapes("held=yes"), /Cannot find the value of held "yes"/);
  for (
    const text of [
      "lostShare",
      "lostShare=",
      "lostShare=0x1",
      "lostShare=.1,lostShare=.2",
      "lateSteps=-1",
      ",",
    ]
  ) {
    throws(() => parseScrapes(text), UsageError, text);
  }
});

Deno.test("parseReward() reads terms and actions, with a sign", () => {
  deepStrictEqual(parseReward("breach=-4,restart=-1,clear_cache=-.5"), {
    breach: -4,
    action: { restart: -1, clear_cache: -0.5 },
  });
  // A number, if a large one: the environment says what is wrong with it.
  deepStrictEqual(parseReward("breach=-1e308"), { breach: -1e308 });
  throws(() => parseReward("breech=-4"), /did you mean "breach"/);
  throws(() => parseReward("restrat=-4"), /did you mean "restart"/);
  for (const text of ["breach", "breach=abc", "breach=-1,breach=-2", "action=-1", "breach=0x10"]) {
    throws(() => parseReward(text), UsageError, text);
  }
});

Deno.test("systemOf() hands on what happens in the system, and names the nearest of a mistyped name", () => {
  deepStrictEqual(
    systemOf({
      workload: "steady",
      onset: "ramp",
      benign: "any",
      scrapes: "lostShare=.1",
      "measured-at": "caller",
      remedies: "halved",
      secret: "s",
      reward: "breach=-3",
      mode: "queueing",
    }).environment,
    {
      workload: "steady",
      onset: "ramp",
      benign: "any",
      scrapes: { lostShare: 0.1 },
      measuredAt: "caller",
      remedies: "halved",
      secret: "s",
      reward: { breach: -3 },
      mode: "queueing",
    },
  );
  deepStrictEqual(systemOf({ "measured-at": "db+cache" }).environment, { measuredAt: ["db", "cache"] });
  throws(() => systemOf({ remedies: "swaped" }), /world of remedies "swaped": did you mean "swapped"/);
  throws(() => systemOf({ onset: "rmp" }), /did you mean "ramp"/);
  throws(() => systemOf({ mode: "prototpe" }), /did you mean "prototype"/);
  throws(() => systemOf({ timings: "clasic" }), /did you mean "classic"/);
});
