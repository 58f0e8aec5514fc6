import { throws } from "node:assert";
import { createShadow } from "./shadow.ts";

Deno.test("an agent that is told the faults is no shadow", () => {
  throws(() => createShadow("oracle"), /^UsageError: A shadow sees what an operator sees, found "oracle"/);
});
