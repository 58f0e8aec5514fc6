import { main } from "../cli/main.ts";
import { score } from "../score.ts";

// The command again, in a process that may reach the agent's address.
if (import.meta.main) await main(([args]) => score(JSON.parse(args!) as string[], undefined, true));
