import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { ReceivedAlert } from "./alertmanager_webhook.ts";
import { createOutsideAlerts } from "./outside_alerts.ts";

function heardAt(alertSeconds = 600) {
  let now = 1000;
  const alerts = createOutsideAlerts({ clock: { now: () => now }, alertSeconds, ownLabel: "aiops" });
  return {
    at: (seconds: number) => {
      now = seconds;
      return alerts.firing();
    },
    hear: (...given: Partial<ReceivedAlert>[]) =>
      alerts.hear({
        ...{ status: "firing", receiver: "a", groupKey: "", truncatedAlerts: 0 },
        alerts: given.map((alert) => ({
          ...{ status: "firing", labels: {}, annotations: {}, startsAtSeconds: 900, fingerprint: "" },
          ...alert,
        })),
      }),
  };
}

Deno.test("an alert fires until it is over, its end has passed, or nobody has repeated it, whatever the clock does", () => {
  const { at, hear } = heardAt();
  hear({ fingerprint: "a", labels: { alertname: "Slow", service: "db" } }, {
    fingerprint: "b",
    labels: { alertname: "Full" },
    endsAtSeconds: 1100,
  }, { fingerprint: "c", labels: { alertname: "Own", aiops: "loop" } });
  deepStrictEqual(at(1099), ["Slow of db", "Full"]);
  deepStrictEqual(at(1100), ["Slow of db"]);
  at(1500);
  hear({ fingerprint: "a", labels: { alertname: "Slow", service: "db" } });
  deepStrictEqual(at(2099), ["Slow of db"], "it was repeated");
  deepStrictEqual(at(2100), []);
  hear({ labels: { alertname: "X" } }, { labels: { alertname: "Y" } });
  strictEqual(at(2100).length, 2, "without a fingerprint the labels count");
  hear({ labels: { alertname: "X" }, status: "resolved" });
  deepStrictEqual(at(100), ["Y"], "the clock was set back");
  deepStrictEqual(at(700), []);
});

Deno.test("however many alerts are told, a thousand short texts are remembered, the latest", () => {
  const { at, hear } = heardAt();
  for (let i = 0; i < 3000; i++) {
    hear({ fingerprint: `${i}`, labels: { alertname: `${i} ${"x".repeat(9999)}` } });
  }
  const firing = at(1000);
  strictEqual(firing.length, 1000);
  ok(firing[0]!.startsWith("2000 ") && firing.every((text) => text.length <= 200));
});
