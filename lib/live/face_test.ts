import { match, ok, strictEqual } from "node:assert";
import { createAgent } from "aiops";
import {
  createActuators,
  createLoop,
  openAuditLog,
  openSource,
  readIncidents,
  readLiveConfig,
  replayIncident,
  replayText,
  verifyAudit,
} from "aiops/live";
import { inFolder } from "./loop/testing/in_folder.ts";
import { manualClock, untilDone } from "./loop/testing/manual_clock.ts";

Deno.test("a program that runs the loop and reads its audit needs no other imports than aiops and aiops/live", () =>
  inFolder(async (folder) => {
    const path = `${folder}/shop.json`;
    Deno.writeTextFileSync(
      path,
      JSON.stringify({
        name: "shop",
        topology: "three-tier",
        slo: { latencyP95Ms: 220, errorRate: 0.06 },
        warmupSteps: 20,
        source: { type: "simulator", faults: [{ type: "slow_query", service: "db", startStep: 5 }] },
        mode: "act",
        actions: [{ by: { type: "simulator" } }],
      }),
    );
    const { config, topology } = await readLiveConfig(path);
    const clock = manualClock();
    const { source, system } = await openSource(config, { topology, clock });
    const { routing } = await createActuators(config.actions, {
      topology,
      clock,
      ...(system && { simulated: system }),
    });
    const { files } = config;
    const loop = createLoop({
      settings: { ...config, topology },
      agent: createAgent("full"),
      source,
      router: routing,
      clock,
      files,
      owner: "a program",
      openAudit: (head) => openAuditLog(files.audit, { clock, flush: false, ...(head && { head }) }),
    });
    await untilDone(loop.run(new AbortController().signal, 60), clock);
    ok(loop.view().counters.actions > 0);
    strictEqual(verifyAudit(files.audit).problem, undefined);
    const [incident] = readIncidents(files.audit);
    match(replayText(replayIncident(incident!, createAgent("threshold-only"))), /replayed by threshold-only/);
  }));
