import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { dataPath, dataPaths } from "./data_path.ts";
import { inFolder } from "../cli/in_folder.ts";

Deno.test("dataPath() takes what is given, else a folder of the format's name, else an archive, else the folder itself", () => {
  return inFolder((home) => {
    Deno.mkdirSync(`${home}/low_traffic`);
    strictEqual(dataPath("petshop", { home }), home);
    strictEqual(dataPath("petshop", { given: home, home: "/no/such" }), home);
    Deno.writeTextFileSync(`${home}/nezha-day.tar.gz`, "");
    strictEqual(dataPath("nezha", { home }), `${home}/nezha-day.tar.gz`);
    strictEqual(dataPath("nezha", { home: `${home}/nezha-day.tar.gz` }), `${home}/nezha-day.tar.gz`);
    Deno.mkdirSync(`${home}/nezha`);
    strictEqual(dataPath("nezha", { home }), `${home}/nezha`);
  });
});

Deno.test("dataPaths() has every archive of a format, unless a folder has what they hold", () => {
  return inFolder((home) => {
    for (const day of ["29", "30"]) Deno.writeTextFileSync(`${home}/nezha-${day}.tar.gz`, "");
    Deno.writeTextFileSync(`${home}/petshop.tar.gz`, "");
    deepStrictEqual(dataPaths("nezha", { home }), [`${home}/nezha-29.tar.gz`, `${home}/nezha-30.tar.gz`]);
    strictEqual(dataPath("nezha", { home }), `${home}/nezha-29.tar.gz`);
    Deno.mkdirSync(`${home}/nezha`);
    deepStrictEqual(dataPaths("nezha", { home }), [`${home}/nezha`]);
  });
});

Deno.test("dataPath() says which recordings are missing where, and what fetches them", () => {
  const missing = (home: string, why: string) =>
    throws(() => dataPath("rcaeval", { home }), {
      name: "UsageError",
      message: `Cannot find recordings of rcaeval: the folder "${home}" ${why}; ` +
        '"deno task data rcaeval" fetches them, --data or AIOPS_DATA_DIR names another place',
    });
  throws(() => dataPath("nezha", { given: "/no/such" }), /Cannot find the data "\/no\/such"/);
  throws(() => dataPath("nezha", { home: "" }), /AIOPS_DATA_DIR is not set/);
  return inFolder((home) => {
    missing(home, "is empty");
    missing(`${home}/none`, "is not there");
    Deno.mkdirSync(`${home}/petshop`);
    Deno.writeTextFileSync(`${home}/nezha-day.tar.gz`, "");
    missing(home, "holds petshop, nezha");
    missing(`${home}/nezha-day.tar.gz/below`, "is not there");
  });
});
