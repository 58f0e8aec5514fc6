/**
 * Prints the documentation as JSON for the kernel of notebooks, which answers with it where the cursor is: per name its text, its HTML,
 * and what completes its options.
 * @module
 */
import { entryHtml } from "./html.ts";
import { reference } from "./reference.ts";
import { entryText } from "./text.ts";

const entries = reference().map((entry) => [entry.name, {
  text: entryText(entry),
  html: entryHtml(entry),
  options: entry.options.map(({ name }) => name),
}]);
console.log(JSON.stringify(Object.fromEntries(entries)));
