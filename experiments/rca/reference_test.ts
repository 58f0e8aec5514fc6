import { match, ok, strictEqual, throws } from "node:assert";
import { UsageError } from "../../lib/model/mod.ts";
import { checkRcaReference, diagnoserDomainsTable, rcaReference } from "./reference.ts";

Deno.test("rcaReference() has the answers that were kept: 16 issues of PetShop, 17 faults of Nezha", () => {
  for (const [name, cases] of [["petshop-train", 16], ["nezha-2023-01-30", 17]] as const) {
    const { methods } = rcaReference(name);
    ok(methods.length >= 15);
    for (const method of methods) strictEqual(method.cases, cases, method.name);
  }
});

Deno.test("rcaReference() has the figures that the data sets' authors publish for PetShop's traversal: 10 of 16", () => {
  const { methods } = rcaReference("petshop-train");
  strictEqual(methods.find(({ name }) => name === "traversal")!.ac1, .625);
});

Deno.test("rcaReference() refuses a name that it doesn't know, with the nearest", () => {
  throws(
    () => rcaReference("petshop-tain"),
    (error) => error instanceof UsageError && /petshop-train/.test(error.message),
  );
});

Deno.test({
  name: "checkRcaReference() finds every answer as it was kept, whichever recordings of a format are there",
  ignore: !Deno.env.get("AIOPS_DATA_DIR"),
  async fn() {
    for (const name of ["petshop-train", "nezha-2023-01-30"]) {
      const said = await checkRcaReference(rcaReference(name));
      ok(/those that are kept|are not here/.test(said), said);
    }
  },
});

Deno.test("diagnoserDomainsTable() has a row for each domain that the kept page has", () => {
  const page = Deno.readTextFileSync("results/reference/rca/protocol.md");
  const [, summary] = page.split("\n\n");
  const domains = Number(/ in \d+ of (\d+) domains/.exec(summary!)![1]);
  const rows = String(diagnoserDomainsTable()).split("\n").slice(3);
  strictEqual(rows.filter((row) => /^.{32}\s*[1-9]/.test(row)).length, domains);
  match(String(diagnoserDomainsTable()), /^nezha-tt-2023-01-30 +17 +\d\.\d\d +\S+ +\d\.\d\d +17 +\d\.\d\d/m);
});
