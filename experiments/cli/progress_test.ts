import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { barText, createProgress, createThrottle, timeText } from "./progress.ts";

Deno.test("timeText() speaks of seconds, minutes and hours", () => {
  deepStrictEqual([0, 59, 60, 187, 3600, 3725].map(timeText), [
    "0 s",
    "59 s",
    "1:00 min",
    "3:07 min",
    "1:00:00 h",
    "1:02:05 h",
  ]);
});

Deno.test("createThrottle() shows the first and the last of a quick work, and counts only what was done since", () => {
  const shown: [number, string][] = [];
  const show = createThrottle(
    { total: 1000, label: "", before: 990 },
    (done, pace) => shown.push([done, pace]),
  );
  for (let done = 990; done <= 1000; done++) show(done);
  strictEqual(shown.length, 2);
  deepStrictEqual(shown[0], [990, "0/s  ? left"]);
  ok(/^\d+\/s {2}0 s left$/.test(shown[1]![1]));
});

Deno.test("createThrottle() shows nothing of work that is done sooner than asked for", () => {
  const shown: number[] = [];
  const show = createThrottle({ total: 2, label: "" }, (done) => shown.push(done), 1e6);
  for (const done of [0, 1, 2]) show(done);
  deepStrictEqual(shown, []);
});

Deno.test("barText() counts units where nobody knows how many it will be", () => {
  strictEqual(barText({ label: "", unit: "incidents" }, { done: 12, width: 4 }), "12 incidents");
  strictEqual(barText({ label: "", total: 4 }, { done: 3.5, width: 4 }), "████ 3/4");
  strictEqual(barText({ label: "", total: 4 }, { done: 9, width: 4 }), "████ 9/4");
});

Deno.test("a progress bar shows the share that is done, and is wiped at the end", () => {
  const { isTerminal, writeSync } = Deno.stderr;
  let text = "";
  try {
    Deno.stderr.isTerminal = () => true;
    Deno.stderr.writeSync = (bytes) => {
      text += new TextDecoder().decode(bytes);
      return bytes.length;
    };
    const bar = createProgress({ total: 4, label: "work" });
    bar.update(2);
    bar.update(4);
    bar.finish();
  } finally {
    Object.assign(Deno.stderr, { isTerminal, writeSync });
  }
  const [, half, whole, end] = text.split("\r\x1b[2K");
  ok(half!.startsWith(`work ${"█".repeat(15)}${"░".repeat(15)} 2/4  `), half!);
  ok(whole!.startsWith(`work ${"█".repeat(30)} 4/4  `), whole!);
  strictEqual(end, "");
});
