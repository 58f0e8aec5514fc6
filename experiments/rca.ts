import { main } from "./cli/main.ts";
import { rca } from "./rca/rca.ts";

await main(() => rca(Deno.args, { print: console.log, home: Deno.env.get("AIOPS_DATA_DIR") }));
