import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { DISPLAY, type MimeBundle } from "../model/shown/displayable.ts";
import { detectors } from "../detect/mod.ts";
import { createAgent, runEpisode, runTrial } from "../run/mod.ts";
import { createEnvironment, createTopology, topologies } from "../simulator/mod.ts";
import { plotServiceGraph, toSvg } from "./mod.ts";

/** What the kernel asks a value for. */
async function shown(value: object): Promise<MimeBundle> {
  return await (value as unknown as Record<symbol, () => MimeBundle>)[DISPLAY]!();
}

const IMAGE = ["image/png", "image/svg+xml", "text/plain"];
const TABLE = ["text/html", "text/plain"];

Deno.test("a picture shows itself as SVG, PNG and its title, the same bytes each time", async () => {
  const picture = plotServiceGraph(createTopology("three-tier"));
  const bundle = await shown(picture);
  deepStrictEqual(Object.keys(bundle).sort(), IMAGE);
  strictEqual(bundle["image/svg+xml"], toSvg(picture));
  strictEqual(bundle["text/plain"], "three-tier: 3 services and 2 calls behind api");
  match(String(bundle["image/png"]), /^iVBORw0KGgo/);
  ok(!String(bundle["image/png"]).includes("\n"));
  deepStrictEqual(await shown(plotServiceGraph(createTopology("three-tier"))), bundle);
});

Deno.test("an episode shows itself as its timeline with the incident report, not as 80 kB of text", async () => {
  const options = { agent: createAgent("threshold-only"), environment: createEnvironment(), seed: 7 };
  const bundle = await shown(runEpisode(options));
  deepStrictEqual(Object.keys(bundle).sort(), IMAGE);
  match(String(bundle["image/svg+xml"]), /p95 latency \(ms\)/);
  match(String(bundle["text/plain"]), /^Incident report: three-tier, seed 7, agent threshold-only/);
  ok(String(bundle["text/plain"]).length < 2000);
  const untraced = await shown(runEpisode({ ...options, trace: false }));
  match(String(untraced["text/plain"]), /^slo_steps +\d+$/m);
});

Deno.test("a system and a topology show themselves as a service graph", async () => {
  for (const mode of ["queueing", "prototype"] as const) {
    const bundle = await shown(createEnvironment({ mode }));
    deepStrictEqual(Object.keys(bundle).sort(), IMAGE, mode);
    match(
      String(bundle["text/plain"]),
      /240 steps of 5 s; SLO: p95 of api up to \d+ ms, errors up to [\d.]+ %$/,
    );
  }
  match(String((await shown(createTopology("boutique")))["image/svg+xml"]), /frontend/);
});

Deno.test("catalogues, their lists and lists of records show themselves as tables", async () => {
  const trial = runTrial({ agent: "noop", topology: "three-tier", seeds: [1, 2] });
  for (
    const [value, text] of [[topologies, "boutique"], [detectors, "cusum"], [detectors.list(), "cusum"], [
      trial,
      "noop",
    ]] as const
  ) {
    const bundle = await shown(value);
    deepStrictEqual(Object.keys(bundle).sort(), TABLE);
    match(String(bundle["text/plain"]), new RegExp(`^.*\\b${text}\\b`, "m"));
  }
  match(String((await shown(detectors))["text/plain"]), /cusum .*allowance=/);
});
