import { main } from "./cli/main.ts";
import { knownDataFolder } from "./data/folder.ts";
import { rca } from "./rca/rca.ts";

await main(() => rca(Deno.args, { print: console.log, home: knownDataFolder() }));
