import { deepStrictEqual, doesNotMatch, match, ok, strictEqual, throws } from "node:assert";
import * as bench from "../../lib/bench/mod.ts";
import { Help, help } from "./help.ts";
import { entriesOf, reference } from "./reference.ts";
import { typeText } from "./type_text.ts";

Deno.test("help() gives signature, import, options, errors and an example of a function, by itself or by its name", () => {
  const text = String(help(bench.compareDiagnosers));
  strictEqual(text, String(help("compareDiagnosers")));
  match(text, /^compareDiagnosers\(given: CompareDiagnosersOptions\): Promise<DiagnoserComparison & /);
  match(text, /^import \{ compareDiagnosers \} from "aiops\/bench";$/m);
  match(
    text,
    /^ {2}reference\?: string\n {6}The method that the others are compared with\. Default: the best by AC@1\.$/m,
  );
  // Of the interface that its options extend.
  match(text, /^ {2}methods: /m);
  match(text, /^Throws\n {2}UsageError: without an incident/m);
  match(
    text,
    /^Example\n.*\n {2}import \{ simulatedIncidents, compareDiagnosers \} from "aiops\/bench";$|^ {2}import \{ simulatedIncidents \} from "aiops\/bench";$/m,
  );
  doesNotMatch(text, /"\.\//);
});

Deno.test("help() is HTML in a notebook, with nothing that a page could run", () => {
  const shown = (help("createAgent") as unknown as Record<symbol, () => Record<string, string>>)[
    Symbol.for("Jupyter.display")
  ]!();
  deepStrictEqual(Object.keys(shown), ["text/plain", "text/html"]);
  match(shown["text/html"]!, /<td style="text-align:left"><code>detector\?<\/code><\/td>/);
  doesNotMatch(shown["text/html"]!, /<script|<style|undefined/);
});

Deno.test("help() of a name that is not public says which one was meant", () => {
  throws(
    () => help("compareDiagnoser"),
    /^UsageError: Cannot find the public name "compareDiagnoser": did you mean "compareDiagnosers"\? Similar: compareDiagnosers, /,
  );
  throws(
    () => help(7 as never),
    /^UsageError: help: thing must be the name of something public, or a function, found 7/,
  );
});

Deno.test("help() without a name lists the names by module", () => {
  match(String(help()), /^aiops\n {2}.*createAgent/m);
  ok(help() instanceof Help);
});

Deno.test("every public function is in the reference, with a type for each parameter", () => {
  const entries = reference();
  const names = new Set(entries.map(({ name }) => name));
  for (const [name, value] of Object.entries(bench)) {
    if (typeof value === "function") ok(names.has(name), name);
  }
  for (const { name, parameters } of entries) {
    for (const { type } of parameters) ok(type !== "" && type !== "…", `${name}: ${type}`);
  }
});

Deno.test("entriesOf() takes Partial, Pick and intersections apart", () => {
  const keyword = (value: string) => ({ kind: "keyword", repr: value, value });
  const typeRef = (typeName: string, ...typeParams: unknown[]) => ({
    kind: "typeRef",
    value: { typeName, typeParams },
  });
  const property = (name: string) => ({ name, tsType: keyword("string"), jsDoc: { doc: `is ${name}` } });
  const url = "file:///a.ts";
  const declaration = (kind: string, def: unknown, line: number) => ({
    kind,
    def,
    location: { filename: url, line },
  });
  const parts = declaration("interface", { properties: [property("a"), property("b")] }, 1);
  const value = [
    { kind: "typeLiteral", value: { properties: [property("c")] } },
    typeRef(
      "Partial",
      typeRef("Pick", typeRef("Parts"), {
        kind: "literal",
        repr: "a",
        value: { kind: "string", string: "a" },
      }),
    ),
  ];
  const params = [{ kind: "identifier", name: "options", tsType: { kind: "intersection", value } }];
  const made = declaration("function", { params, returnType: keyword("void") }, 2);
  const symbols = [{ name: "Parts", declarations: [parts] }, { name: "make", declarations: [made] }];
  const [, entry] = entriesOf({ nodes: { [url]: { symbols } } }, { [url]: "aiops/a" });
  deepStrictEqual(
    entry!.options.map(({ name, optional, about }) => [name, optional, about]),
    [["c", false, "is c"], ["a", true, "is a"]],
  );
  strictEqual(entry!.signature, 'make(options: { c: string } & Partial<Pick<Parts, "a">>): void');
});

Deno.test("typeText() puts brackets around what an array is of", () => {
  const union = {
    kind: "union",
    value: [{ kind: "keyword", repr: "string" }, { kind: "keyword", repr: "number" }],
  };
  strictEqual(typeText({ kind: "array", value: union }), "(string | number)[]");
});
