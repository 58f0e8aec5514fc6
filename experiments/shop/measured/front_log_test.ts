import { deepStrictEqual } from "node:assert";
import { parseFrontLog } from "./front_log.ts";

Deno.test("parseFrontLog() reads times and statuses of several messages, with what syslog puts before them", () => {
  deepStrictEqual(parseFrontLog("<134>Nov 26 12:00:00 haproxy[7]: 52 200\n1980 503\n"), [
    { seconds: 0.052, status: "200" },
    { seconds: 1.98, status: "503" },
  ]);
});

Deno.test("parseFrontLog() leaves out what the limit turned away, which the service never saw", () => {
  deepStrictEqual(parseFrontLog("0 429"), []);
});

Deno.test("parseFrontLog() takes a user who went away before an answer for a failure", () => {
  deepStrictEqual(parseFrontLog("400 -1"), [{ seconds: 0.4, status: "504" }]);
});

Deno.test("parseFrontLog() finds nothing in other messages", () => {
  deepStrictEqual(parseFrontLog("Server api/api0 is UP, reason: Layer7 check passed"), []);
});
