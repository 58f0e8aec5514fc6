import { redactSecrets } from "../../lib/live/config/redact.ts";
import { main } from "../cli/main.ts";
import { endSignal } from "./child.ts";
import { assemble } from "./assemble.ts";
import type { LoopWork } from "./start.ts";

/** The loop, in the process whose permissions are those of its configuration. */
async function runLoop([text]: readonly string[]): Promise<void> {
  const { path, mode, check, steps, beginAnew = false } = JSON.parse(text!) as LoopWork;
  const end = endSignal();
  const live = await assemble(path, mode);
  try {
    const notes = await live.check(end);
    if (check) {
      for (const note of notes) console.log(redactSecrets(`Note: ${note}`));
      console.log("Every query and every actuator has answered.");
    } else {
      for (const signal of ["SIGUSR1", "SIGUSR2"] as const) {
        Deno.addSignalListener(signal, () => live.loop.stopActing(signal));
      }
      await live.run(end, { steps, beginAnew });
    }
  } finally {
    await live.close();
  }
  // The pipe to the process that started this one would keep it alive.
  Deno.exit(0);
}

if (import.meta.main) await main(runLoop);
