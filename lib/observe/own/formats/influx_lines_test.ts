import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { readLineProtocol } from "./influx_lines.ts";

const plain = (text: string) =>
  readLineProtocol(text)?.frames.map(({ name, labels, timesSeconds, values }) => [
    ...[name, labels],
    Array.from(timesSeconds, (time, i) => [time, values[i]]),
  ]);

Deno.test("each number of a line is a metric of its tags, in whichever order lines and tags come", () => {
  const text = `cpu,host=a,region=eu user=2.5,cores=4i 1709510460000000000
# a comment
cpu,region=eu,host=a user=2,cores=4i 1709510400000000000
cpu,host=b user=1e1,up=true,note="x=1, y" 1709510400000000000
`;
  deepStrictEqual(plain(text), [
    ["cpu_user", { host: "a", region: "eu" }, [[1709510400, 2], [1709510460, 2.5]]],
    ["cpu_cores", { host: "a", region: "eu" }, [[1709510400, 4], [1709510460, 4]]],
    ["cpu_user", { host: "b" }, [[1709510400, 10]]],
    ["cpu_up", { host: "b" }, [[1709510400, 1]]],
  ]);
});

Deno.test("blanks and commas behind a backslash belong to the name; the digits of a time tell its unit", () => {
  for (const time of ["1709510400", "1709510400000", "1709510400000000"]) {
    deepStrictEqual(plain(`disk\\ io,path=C:\\,\\ D read=1 ${time}`), [
      ["disk io_read", { path: "C:, D" }, [[1709510400, 1]]],
    ]);
  }
});

Deno.test("a text of another kind, and lines without a time, aren't taken for it", () => {
  for (const text of ["time,cpu\n1,2\n", "cpu 1 1709510400\n", "cpu,host=a user=1\n", ""]) {
    strictEqual(readLineProtocol(text), undefined, text);
  }
});

Deno.test("a number that a sign has parted isn't taken for its beginning", () => {
  const text = `cpu,host=a user=43.,253 1709510400000000000
cpu,host=a user=2.5,253,idle=97 1709510460000000000
cpu,host=a user=3 1709510520000000000
`;
  deepStrictEqual(plain(text), [
    ["cpu_idle", { host: "a" }, [[1709510460, 97]]],
    ["cpu_user", { host: "a" }, [[1709510520, 3]]],
  ]);
  ok(readLineProtocol(text)!.notes.includes("2 fields that can't be read left out"));
});

Deno.test("a line of InfluxDB's whose time has another number of digits than the others' is left out and told", () => {
  const times = Array.from({ length: 30 }, (_, i) => `${1729772225000 + 60_000 * i}`);
  const text = times.map((time, i) => `cpu,host=web busy=${i} ${i === 7 ? time.slice(0, 11) : time}`).join(
    "\n",
  );
  const { frames, notes } = readLineProtocol(text)!;
  deepStrictEqual(frames[0]!.values.length, 29);
  ok(Array.from(frames[0]!.timesSeconds).every((time) => time > 1.7e9 && time < 1.8e9));
  ok(notes.some((note) => note.startsWith("1 line left out")), notes.join("; "));
});
