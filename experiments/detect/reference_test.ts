import { match, strictEqual } from "node:assert";
import { detectorDomainsTable } from "./reference.ts";

Deno.test("detectorDomainsTable() says of each domain what the kept page says", () => {
  const page = Deno.readTextFileSync("results/reference/detect/protocol.md");
  const table = String(detectorDomainsTable());
  const places = Number(/ of (\d+) places/.exec(page)![1]);
  strictEqual(table.match(/ \d\.\d\d(?= *$| {2})/gm)!.length, 2 * places);
  const [, precision, regret] = /^\| realTraffic \| (\d\.\d\d) .*? \| (\d\.\d\d) \|/m.exec(page)!;
  match(table, new RegExp(`^realTraffic +${precision} +\\S+ +${regret} `, "m"));
});
