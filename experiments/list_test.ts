import { deepStrictEqual, ok, throws } from "node:assert";
import { MEASURED_AT, REMEDY_WORLDS } from "../lib/simulator/mod.ts";
import { CATALOGUES, list } from "./list.ts";

function printed(...args: string[]): string {
  let text = "";
  list(args, (line) => text += line);
  return text;
}

Deno.test("list names every entry of every catalogue, and of one catalogue all that is declared", () => {
  const overview = printed();
  for (const [name, { names, list }] of Object.entries(CATALOGUES)) {
    ok(overview.includes(name) && names.every((entry) => overview.includes(entry)));
    const text = printed(name).replace(/\s+/g, " ");
    for (const { name, about, source, parameters } of list()) {
      ok(text.includes(`${name}: ${about}`), name);
      if (source !== undefined) ok(text.includes(source), source);
      for (const parameter of parameters) ok(text.includes(parameter.about), `${name}: ${parameter.name}`);
    }
    deepStrictEqual(JSON.parse(printed(name, "--json")), list());
  }
  deepStrictEqual(Object.keys(JSON.parse(printed("--json"))), Object.keys(CATALOGUES));
});

Deno.test("list shows one entry with unit, range and default of its parameters", () => {
  const text = printed("detectors", "cusum").replace(/\s+/g, " ");
  ok(/ clip [^()]+ \(1 to 100 standard deviations; default 8\)/.test(text), text);
  ok(text.includes("Biometrika 1954"));
});

Deno.test("list tells a wrong name with the nearest one", () => {
  throws(() => printed("detector"), /Cannot find the catalogue "detector": did you mean "detectors"\?/);
  throws(() => printed("detectors", "cusm"), /did you mean "cusum"\?/);
  throws(() => printed("detectors", "cusum", "more"), /Unexpected argument "more"/);
});

Deno.test("list names the worlds of remedies, the places of measurement and the planner's budget as options have them", () => {
  deepStrictEqual(CATALOGUES["remedies"]!.names, REMEDY_WORLDS);
  deepStrictEqual(CATALOGUES["measured-at"]!.names, MEASURED_AT);
  ok(/twinSteps +steps of the twin/.test(printed("planning")));
  ok(/--remedies NAME/.test(printed("remedies")) && /--measured-at NAME/.test(printed("measured-at")));
});
