import { treeView } from "../../../decide/tree/features.ts";
import type { TreeChoice } from "../../../decide/tree/choices.ts";
import { type FaultName, METRIC_COUNT, NOOP, type ServiceKind } from "../../../model/mod.ts";
import { createWindow } from "../../../observe/mod.ts";
import { createEnvironment } from "../../../simulator/mod.ts";

/** A step of a breach, and the remedy that its fault calls for. */
export interface TreeExample {
  /** As `TREE_FEATURES`. */
  readonly features: readonly number[];
  readonly choice: TreeChoice;
}

const BY_KIND: Readonly<Record<ServiceKind, TreeChoice>> = {
  service: "restart service",
  cache: "restart cache",
  database: "failover database",
};
/** The remedy for a kind of fault; for those left out, that of the kind of service. */
const BY_FAULT: Partial<Record<FaultName, TreeChoice>> = {
  memory_leak: "rollback service",
  bad_deploy: "rollback service",
  cache_flush: "limit traffic",
  cache_poison: "clear cache",
  traffic_surge: "scale service",
  retry_storm: "limit traffic",
};

/** The second step in breach of each episode that has one while a fault is active, as the tree would see it. */
export function* treeExamples(
  { topology, firstSeed, count }: { topology: string; firstSeed: number; count: number },
): Generator<TreeExample> {
  const environment = createEnvironment({ topology });
  const { services } = environment.topology;
  const window = createWindow(environment.topology, environment.warmupSteps);
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    window.clear();
    let { observation, info } = environment.reset({ seed });
    const normal = new Float64Array(services.length * METRIC_COUNT);
    let breaches = 0;
    for (let step = 1; step <= environment.steps && breaches < 2; step++) {
      if (step <= environment.warmupSteps) window.push(observation);
      else if (info.sloViolated) breaches++;
      if (breaches === 2) break;
      ({ observation, info } = environment.step(NOOP));
    }
    const fault = info.activeFaults[0];
    if (breaches < 2 || fault === undefined) continue;
    for (let at = 0; at < normal.length; at++) {
      normal[at] = window.mean(Math.floor(at / METRIC_COUNT), at % METRIC_COUNT, window.length);
    }
    const { kind } = services.find(({ name }) => name === fault.service)!;
    yield {
      features: treeView(observation, normal, environment).features,
      choice: BY_FAULT[fault.type] ?? BY_KIND[kind],
    };
  }
}
