import { reachable } from "./http.ts";
import { MAX_REPLICAS, type Plan } from "../plan.ts";
import { WORKERS } from "../sizes.ts";
import type { Program } from "../processes/supervisor.ts";

/** HAProxy before the `api` replicas: what their workers have no time for waits here. Its log tells the time and the status of each answer, its socket takes orders. */
export async function frontProgram({ folder, ports, apiPort }: Plan): Promise<Program> {
  const path = `${folder}/haproxy.cfg`;
  const servers = Array.from(
    { length: MAX_REPLICAS },
    (_, i) => `  server api${i} 127.0.0.1:${apiPort(i)} check inter 1s fall 2 rise 1 maxconn ${WORKERS}`,
  );
  await Deno.writeTextFile(
    path,
    `global
  log 127.0.0.1:${ports.frontLog} format raw local0
  stats socket ${folder}/haproxy.sock mode 600 level admin
  set-var proc.admitted int(100)
  maxconn 2000
defaults
  mode http
  log global
  log-format "%Ta %ST"
  retries 1
  option redispatch
  timeout connect 1s
  timeout client 5s
  timeout server 3s
  timeout queue 2s
frontend front
  bind 127.0.0.1:${ports.front}
  http-request deny deny_status 429 if { rand(100),sub(proc.admitted) ge 0 }
  default_backend api
backend api
  balance leastconn
  option httpchk GET /health
${servers.join("\n")}
frontend metrics
  bind 127.0.0.1:${ports.frontMetrics}
  no log
  http-request use-service prometheus-exporter if { path /metrics }
`,
  );
  return {
    name: "front",
    argv: ["haproxy", "-db", "-f", path],
    stopSignal: "SIGTERM",
    ready: () => reachable(ports.frontMetrics, "/metrics"),
  };
}
