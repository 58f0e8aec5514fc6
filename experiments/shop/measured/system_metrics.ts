import { createSocket } from "node:dgram";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { LATENCY_BUCKETS_SECONDS } from "../parts/buckets.ts";
import { parseFrontLog } from "./front_log.ts";
import { usageOf } from "../processes/proc.ts";

/** What a service may use. */
export interface Limits {
  /** Processor cores. */
  readonly cores: number;
  /** Bytes of memory. */
  readonly bytes: number;
}

/** What the host knows of the shop: what the front's log says of each answer, and what each service's processes use. */
export function createSystemMetrics(
  { logPort, services }: {
    logPort: number;
    services: Readonly<
      Record<string, { readonly pids: () => readonly number[]; readonly limits: () => Limits }>
    >;
  },
): { text(): Promise<string>; readonly contentType: string; close(): void } {
  const registry = new Registry();
  const registers = [registry];
  const labelNames = ["service"];
  const duration = new Histogram({
    name: "http_server_request_duration_seconds",
    help: "Time to an answer, as the front's log has it",
    labelNames: ["service", "status"],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers,
  });
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames, registers });
  const cpu = new Counter({
    name: "process_cpu_seconds_total",
    help: "Processor time of a service",
    labelNames,
    registers,
  });
  const cores = gauge("process_cpu_limit_cores", "Processor cores that a service may use");
  const memory = gauge("process_resident_memory_bytes", "Memory of a service");
  const memoryLimit = gauge("process_memory_limit_bytes", "Memory that a service may use");
  const seen = new Map<number, number>();

  const socket = createSocket("udp4");
  socket.on("message", (message: Uint8Array) => {
    for (const { seconds, status } of parseFrontLog(new TextDecoder().decode(message))) {
      duration.observe({ service: "api", status }, seconds);
    }
  });
  socket.bind(logPort, "127.0.0.1");

  function look(): void {
    const alive = new Set<number>();
    for (const [service, { pids, limits }] of Object.entries(services)) {
      let bytes = 0;
      for (const [id, usage] of pids().flatMap((pid) => [...usageOf(pid)])) {
        const used = usage.cpuSeconds - (seen.get(id) ?? 0);
        if (used > 0) cpu.inc({ service }, used);
        seen.set(id, usage.cpuSeconds);
        alive.add(id);
        bytes += usage.bytes;
      }
      const limit = limits();
      cores.set({ service }, limit.cores);
      memory.set({ service }, bytes);
      memoryLimit.set({ service }, limit.bytes);
    }
    for (const id of seen.keys()) if (!alive.has(id)) seen.delete(id);
  }

  return {
    text: async () => {
      look();
      return await registry.metrics();
    },
    contentType: registry.contentType,
    close: () => socket.close(),
  };
}
