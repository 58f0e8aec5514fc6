import { deepStrictEqual } from "node:assert";
import { headerOf } from "./header.ts";

/** The names that a table's first rows give, and whether they are its own. */
function header(text: string): [string[], boolean] {
  const { names, own } = headerOf(
    text.split("\n").map((line, i) => ({ line: i + 1, cells: line.split(",") })),
  );
  return [[...names], own];
}

Deno.test("words above numbers or times are a header, whatever else stands beside them", () => {
  deepStrictEqual(header("time,cpu\n2024-03-04,5"), [["time", "cpu"], true]);
  deepStrictEqual(header("when,2023,2024\n2024-03-04,5,7\n2024-03-05,6,8"), [["when", "2023", "2024"], true]);
  deepStrictEqual(header("host,cpu\nweb,5\ndb,7"), [["host", "cpu"], true]);
  deepStrictEqual(header("host,zone\nweb,eu\ndb,us"), [["host", "zone"], true]);
  deepStrictEqual(header("\uFEFFtime,cpu\n2024-03-04,5")[0], ["time", "cpu"]);
});

Deno.test("times, numbers, and words above words beside numbers are a first row", () => {
  const none = (
    names: number,
  ): [string[], boolean] => [Array.from({ length: names }, (_, i) => `column ${i + 1}`), false];
  deepStrictEqual(header("2024-03-04,5\n2024-03-05,6"), none(2));
  deepStrictEqual(header("web,5\ndb,7\nweb,6"), none(2));
  deepStrictEqual(header("web,5\ndb,7\n9,6"), none(2), "one number in three below is an exception");
  deepStrictEqual(header("0.5,7\n0.6,8"), none(2));
});

Deno.test("a frame's own numbering is a header, and names that are there twice are told apart", () => {
  deepStrictEqual(header(",0,1\n2024-03-04,5,7"), [["", "0", "1"], true]);
  deepStrictEqual(header("cpu,cpu,cpu\n1,2,3"), [["cpu", "cpu (2)", "cpu (3)"], true]);
});

Deno.test("a header with the names of all columns but the first leaves that one without a name", () => {
  deepStrictEqual(header("cpu,mem\n1,3.5,4\n2,3,4"), [["", "cpu", "mem"], true]);
  deepStrictEqual(header("time,cpu\n1,2,\n3,4,"), [["time", "cpu"], true]);
});
