import { reachable } from "./http.ts";
import { MAX_REPLICAS, type Plan } from "../plan.ts";
import type { Program } from "../processes/supervisor.ts";

/** Prometheus and Alertmanager, which look at every part of the shop once a second. */
export async function monitoringPrograms({ folder, ports, apiControlPort }: Plan): Promise<Program[]> {
  const targets = [
    ports.control,
    ports.load,
    ...Array.from({ length: MAX_REPLICAS }, (_, i) => apiControlPort(i)),
  ];
  await Deno.writeTextFile(
    `${folder}/prometheus.yml`,
    `global: { scrape_interval: 1s, evaluation_interval: 5s }
scrape_configs:
  - job_name: shop
    static_configs: [{ targets: [${targets.map((port) => `"127.0.0.1:${port}"`).join(", ")}] }]
  - job_name: front
    static_configs: [{ targets: ["127.0.0.1:${ports.frontMetrics}"] }]
alerting:
  alertmanagers:
    - static_configs: [{ targets: ["127.0.0.1:${ports.alertmanager}"] }]
`,
  );
  await Deno.writeTextFile(
    `${folder}/alertmanager.yml`,
    "route: { receiver: page }\nreceivers: [{ name: page }]\n",
  );
  return [
    {
      name: "prometheus",
      argv: [
        "prometheus",
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/prometheus`,
        "--storage.tsdb.retention.time=6h",
        `--web.listen-address=127.0.0.1:${ports.prometheus}`,
      ],
      ready: () => reachable(ports.prometheus, "/-/ready"),
    },
    {
      name: "alertmanager",
      argv: [
        "prometheus-alertmanager",
        `--config.file=${folder}/alertmanager.yml`,
        `--storage.path=${folder}/alertmanager`,
        `--web.listen-address=127.0.0.1:${ports.alertmanager}`,
        "--cluster.listen-address=",
      ],
      ready: () => reachable(ports.alertmanager, "/-/ready"),
    },
  ];
}
