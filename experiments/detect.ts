import { main } from "./cli/main.ts";
import { knownDataFolder } from "./data/folder.ts";
import { detect } from "./detect/detect.ts";

await main(() => detect(Deno.args, { print: console.log, home: knownDataFolder() }));
