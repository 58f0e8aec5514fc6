import { strictEqual, throws } from "node:assert";
import { dataPath } from "./data_folder.ts";

Deno.test("dataPath() takes what is given, else a folder of the format's name, else an archive, else the folder itself", () => {
  const home = Deno.makeTempDirSync();
  try {
    strictEqual(dataPath("petshop", { home }), home);
    strictEqual(dataPath("petshop", { given: home, home: "/no/such" }), home);
    Deno.writeTextFileSync(`${home}/nezha-day.tar.gz`, "");
    strictEqual(dataPath("nezha", { home }), `${home}/nezha-day.tar.gz`);
    Deno.mkdirSync(`${home}/nezha`);
    strictEqual(dataPath("nezha", { home }), `${home}/nezha`);
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
  throws(() => dataPath("nezha", { home }), /Cannot find the data/);
});
