import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { bothOf, openPicture, writtenText } from "./picture_paths.ts";

Deno.test("bothOf() names the two files of a picture, whichever was asked for", () => {
  deepStrictEqual(bothOf("a/b.png"), ["a/b.svg", "a/b.png"]);
  deepStrictEqual(bothOf("a/b.svg"), ["a/b.svg", "a/b.png"]);
});

Deno.test("openPicture() refuses other endings and places that can't be written", () => {
  throws(
    () => openPicture("a.gif", "figure"),
    /--figure needs a file that ends in \.svg or \.png, found "a\.gif"/,
  );
  throws(() => openPicture("/dev/null/a.svg", "figure"), /--figure needs a file that can be written/);
});

Deno.test("writtenText() names up to six files, and counts those of a folder's many pictures", () => {
  strictEqual(writtenText(["a.svg", "a.png"]), "Written: a.svg, a.png");
  const many = Array.from({ length: 24 }, (_, i) => `a-${i}.png`);
  strictEqual(writtenText(many), "Written: a-0.png, a-1.png and 22 more files");
});
