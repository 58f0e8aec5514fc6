import { strictEqual } from "node:assert";
import { requireName } from "./suggest.ts";
import { UsageError } from "./usage_error.ts";

Deno.test("a UsageError is one line, and no terminal obeys it", () => {
  const { message, name } = new UsageError("a\nb\u001b[2Jc\u009b\u2028");
  strictEqual(message, "a\\u000ab\\u001b[2Jc\\u009b\\u2028");
  strictEqual(name, "UsageError");
});

Deno.test("a name that is no text has no nearest one", () => {
  for (
    const [name, shown] of [[5, "5"], [undefined, "nothing"], [["full"], '["full"]'], [4n, "4"]] as const
  ) {
    try {
      requireName("agent", name as never, ["noop", "full"]);
    } catch (error) {
      strictEqual(String(error), `UsageError: Cannot find the agent ${shown}: Known: noop, full`);
    }
  }
});
