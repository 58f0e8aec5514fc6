import { METRICS } from "../../lib/model/mod.ts";
import type { SimulationState } from "./state.ts";
import { shareText } from "../../lib/model/shown/share_text.ts";

const percent = (share: number) => shareText(share, 1);

const COLUMNS: Readonly<
  Record<typeof METRICS[number], readonly [heading: string, show: (value: number) => string]>
> = {
  latencyP95Ms: ["p95", (value) => `${value.toFixed(1)} ms`],
  errorRate: ["errors", percent],
  cpuUtilisation: ["CPU", percent],
  memoryUtilisation: ["memory", percent],
  requestRate: ["requests", (value) => `${value.toFixed(1)}/s`],
};

/** The page of a simulated system, which loads itself anew every few seconds; works without scripts. */
export function simulationPage(state: SimulationState, address: string): string {
  const { topology, step, simulatedSeconds, speed, slo, services, faults, waiting, shedShare } = state;
  const example = {
    type: "slow_query",
    service: services.find(({ kind }) => kind === "database")?.name ?? "db",
  };
  const row = (cells: readonly string[], tag = "td") =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  const shown = services.map((service) =>
    row([
      escaped(service.name),
      service.kind,
      String(service.replicas),
      ...METRICS.map((metric) => COLUMNS[metric][1]((service as unknown as Record<string, number>)[metric]!)),
    ])
  );
  const list = (items: readonly string[]) =>
    items.length === 0
      ? "<p>none</p>"
      : `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5">
<title>${escaped(topology)}, simulated</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: right; padding: .2rem .6rem; border-bottom: 1px solid #8884; }
th:first-child, td:first-child { text-align: left; }
pre { overflow-x: auto; padding: .6rem; background: #8882; }
</style>
</head>
<body>
<h1>${escaped(topology)}, simulated</h1>
<p>Step ${step}, ${duration(simulatedSeconds)} at ${speed} times real time. SLO (p95 up to ${
    slo.latencyP95Ms.toFixed(0)
  } ms, errors up to ${shareText(slo.errorRate, 1)}): <strong>${slo.breached ? "breached" : "met"}</strong>.${
    shedShare > 0 ? ` ${shareText(shedShare, 1)} of the users' requests are held back.` : ""
  }</p>
<table>
<thead>${row(["service", "kind", "replicas", ...METRICS.map((metric) => COLUMNS[metric][0])], "th")}</thead>
<tbody>
${shown.join("\n")}
</tbody>
</table>
<h2>Faults</h2>
${
    list(faults.map(({ type, service, caller, startStep, durationSteps, severity, active }) =>
      `${type} at ${service}${caller === undefined ? "" : ` (called by ${caller})`}, severity ${severity}, ${
        active ? `until step ${startStep + durationSteps}` : `from step ${startStep} on`
      }`
    ))
  }
<h2>Actions that wait for their step</h2>
${list(waiting)}
<h2>On command</h2>
<pre>${
    escaped([
      `curl ${address}/metrics`,
      `curl ${address}/state`,
      `curl -H 'content-type: application/json' -d '${
        JSON.stringify({ ...example, severity: 0.8 })
      }' ${address}/faults`,
      `curl -X DELETE ${address}/faults`,
      `curl -H 'content-type: application/json' -d '${
        JSON.stringify({ kind: "restart", service: example.service })
      }' ${address}/actions`,
    ].join("\n"))
  }</pre>
</body>
</html>
`;
}

function duration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours} h ${minutes} min ${Math.round(seconds % 60)} s`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replaceAll(/[&<>"]/g, (character) => entities[character]!);
}
