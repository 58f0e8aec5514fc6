import { deepStrictEqual, throws } from "node:assert";
import { bothOf, openPicture } from "./picture_paths.ts";

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
