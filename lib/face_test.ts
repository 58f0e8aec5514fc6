import { ok, strictEqual } from "node:assert";
import { correlation, createDiagnoser, fromOtlpTraces, parseOtlpText } from "aiops";

Deno.test("a program about an incident of one's own needs no other import than aiops", () => {
  const times = Float64Array.from({ length: 60 }, (_, row) => row);
  const cpu = (base: number) => times.map((row) => base + (row * 7 % 5) / 50);
  const indicators = ["web", "db"].map((service) => ({ service, metric: "cpu", role: "cpu" as const }));
  const diagnoser = createDiagnoser("baro", { services: ["web", "db"] });
  diagnoser.fit({ metrics: { indicators, timesSeconds: times, columns: [cpu(0.2), cpu(0.3)] } });
  const { ranking } = diagnoser.diagnose({
    metrics: { indicators, timesSeconds: times.map((row) => 60 + row), columns: [cpu(0.2), cpu(0.9)] },
  });
  strictEqual(ranking[0]!.service, "db");
  ok(correlation(cpu(0.2), cpu(0.9)) > 0.999);
  strictEqual(fromOtlpTraces(parseOtlpText('{"resourceSpans":[]}')).length, 0);
});
