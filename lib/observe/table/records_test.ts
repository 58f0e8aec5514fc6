import { deepStrictEqual } from "node:assert";
import { BLANKS, delimitedRecords } from "./records.ts";

const read = (text: string, delimiter = ",", firstLine?: number) =>
  [...delimitedRecords(text, delimiter, firstLine)].map((
    { line, cells, broken = false },
  ) => [line, cells.join("|"), broken]);

Deno.test("records have the line on which they begin, blank lines and those before the table aside", () => {
  deepStrictEqual(read("title\n# note\na,b\r\n\r\n1,2", ",", 3), [[3, "a|b", false], [5, "1|2", false]]);
  deepStrictEqual(read('a,b\n"1\n2",3\n4,5\n'), [[1, "a|b", false], [2, "1\n2|3", false], [4, "4|5", false]]);
});

Deno.test("quoted cells hold delimiters and doubled quotes, of any delimiter", () => {
  deepStrictEqual(read('"a;b";"say ""x"""\r\n1;"2"', ";"), [[1, 'a;b|say "x"', false], [2, "1|2", false]]);
  deepStrictEqual(read('a   b\n 1 "2" ', BLANKS), [[1, "a|b", false], [2, '1|"2"', false]]);
});

Deno.test("a quote that is never closed, or followed by letters, breaks its own line alone", () => {
  deepStrictEqual(read('a,b\n"1,2\n3,4\n'), [[1, "a|b", false], [2, '"1|2', true], [3, "3|4", false]]);
  deepStrictEqual(read('"1"x,2\n3,4'), [[1, '"1"x|2', true], [2, "3|4", false]]);
  const far = `"1${"\n5,6".repeat(1100)}\n"7",8`;
  deepStrictEqual(read(far).slice(0, 2), [[1, '"1', true], [2, "5|6", false]]);
});
