import { deepStrictEqual, strictEqual } from "node:assert";
import { parseOwnBytes, parseStat } from "./proc.ts";

/** Of `cat /proc/PID/stat` for a program called `a) S (b`. */
const STAT = (state: string) =>
  `4242 (a) S (b) ${state} 1 4242 4242 0 -1 4194304 120 0 0 0 150 50 0 0 20 0 1 0 987654 2500000 300 18446744073709551615 1 1 0 0`;

Deno.test("parseStat() reads processor time and start of a program whose name has parentheses in it", () => {
  deepStrictEqual(parseStat(STAT("S")), { cpuSeconds: 2, startTicks: 987_654, isZombie: false });
});

Deno.test("parseStat() tells a process that has ended from one that runs", () => {
  strictEqual(parseStat(STAT("Z")).isZombie, true);
});

Deno.test("parseOwnBytes() counts resident pages that are not shared", () => {
  strictEqual(parseOwnBytes("1000 300 100 5 0 400 0"), 200 * 4_096);
});
