import { NOOP } from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";
import type { EnvironmentOptions } from "../environment_options.ts";

const BATCH = 60;

/** A bench of so many steps; the episode begins again where it ends. */
function bench(name: string, options: EnvironmentOptions & { baseline?: boolean }): void {
  const { baseline = false, ...rest } = options;
  const environment = createEnvironment(rest);
  environment.reset({ seed: 1 });
  let step = 0;
  Deno.bench(`${name}, ${BATCH} steps`, { group: "signals", baseline }, () => {
    for (let i = 0; i < BATCH; i++) environment.step(NOOP);
    if ((step += BATCH) < environment.steps) return;
    environment.reset({ seed: 1 });
    step = 0;
  });
}

bench("metrics only", { baseline: true });
bench("metrics and three decoys", { decoys: 3 });
bench("with logs", { signals: ["logs"] });
bench("with traces of 12 requests a step", { signals: ["traces"] });
bench("with logs and traces", { signals: ["logs", "traces"] });
bench("with logs and traces of 100 requests", { signals: ["logs", "traces"], tracesPerStep: 100 });
