import { deepStrictEqual } from "node:assert";
import type { CoursePoint } from "../loop/view.ts";
import { sloChart } from "./slo_chart.ts";

Deno.test("sloChart() has a bar for each step with an alarm, and a paler one where the SLO is violated and the detector silent", () => {
  const point = (step: number, more: Partial<CoursePoint>): CoursePoint => ({
    ...{ latencyP95Ms: 100, errorRate: 0, isMeasured: true, inBreach: false, hasAlarm: false },
    ...more,
    atSeconds: 1000 + 5 * step,
  });
  const chart = sloChart({
    course: [
      point(0, {}),
      point(1, { inBreach: true }),
      point(2, { inBreach: true, hasAlarm: true }),
      point(3, { hasAlarm: true }),
      point(4, {}),
    ],
    slo: { latencyP95Ms: 300, errorRate: 0.05 },
    events: [],
    stepSeconds: 5,
  });
  const bars = [...chart.html.matchAll(/<rect class="(alarm|breach)"/g)].map(([, kind]) => kind);
  deepStrictEqual(bars, ["breach", "alarm", "alarm"]);
});
