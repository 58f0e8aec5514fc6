import { strictEqual } from "node:assert";
import { type ShopReport, statusText } from "./status.ts";

const REPORT: ShopReport = {
  stage: "ready",
  openSeconds: 200,
  fault: { name: "slow_query", seconds: 21 },
  users: { p95Ms: 51.6, failedShare: 0.0312, turnedAwayShare: 0.6 },
  memoryMb: 252.3,
  replicas: 2,
  version: "good",
  primary: "standby",
  rate: 25,
  admittedPercent: 60,
  openBreakers: [],
  running: ["api0", "api1"],
};

Deno.test("the status says at a glance what users see, what was broken and what was done", () => {
  strictEqual(
    statusText(REPORT),
    "Open for 3 min: 25 requests a second, users see a p95 of 52 ms and 3.1 % failed, 60 % are turned away.\n" +
      "Broken: slow_query, 21 s ago.\n" +
      '2 replicas of version "good", the standby database server, 60 % of them are let in.\n' +
      "2 processes, 252 MB.",
  );
});

Deno.test("a shop that is not open says how far it is", () => {
  strictEqual(
    statusText({ ...REPORT, stage: "starting: database" }),
    "The shop is not open: starting: database",
  );
});
