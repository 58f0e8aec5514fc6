import { match, rejects } from "node:assert";
import { UsageError } from "../lib/model/mod.ts";
import { mutate } from "./mutate.ts";
import { printed } from "./testing/printed.ts";

Deno.test("mutate shows its help and refuses rooms and counts that there are not", async () => {
  match(await printed(() => mutate(["--help"])), /deno task mutate \[ROOM\.\.\.\]/);
  await rejects(mutate(["simulater"]), /did you mean "simulator"/);
  await rejects(mutate(["act", "--count", "0"]), UsageError);
});
