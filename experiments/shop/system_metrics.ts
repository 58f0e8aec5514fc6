import { createSocket } from "node:dgram";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { LATENCY_BUCKETS_SECONDS } from "./buckets.ts";

/** Clock ticks a second in /proc/PID/stat (`getconf CLK_TCK` on Linux). */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/** What a service may use at most. */
export interface Limits {
  /** Processor cores. */
  readonly cores: number;
  /** Bytes of memory. */
  readonly bytes: number;
}

interface Usage {
  readonly ticks: number;
  readonly bytes: number;
}

/** Processor time and memory of a process and all that it started. */
async function usageOf(pid: number): Promise<ReadonlyMap<number, Usage>> {
  const found = new Map<number, Usage>();
  const stack = [pid];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    try {
      const stat = await Deno.readTextFile(`/proc/${next}/stat`);
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const pages = Number((await Deno.readTextFile(`/proc/${next}/statm`)).split(" ")[1]) -
        Number((await Deno.readTextFile(`/proc/${next}/statm`)).split(" ")[2]);
      found.set(next, { ticks: Number(fields[11]) + Number(fields[12]), bytes: pages * PAGE_BYTES });
      const children = await Deno.readTextFile(`/proc/${next}/task/${next}/children`);
      stack.push(...children.trim().split(" ").filter(Boolean).map(Number));
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
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
    for (const [, ms, status] of new TextDecoder().decode(message).matchAll(/(\d+) (\d{3})\s*$/gm)) {
      // What the limit turned away is no answer of the service.
      if (status !== "429") duration.observe({ service: "api", status: status! }, Number(ms) / 1_000);
    }
  });
  socket.bind(logPort, "127.0.0.1");

  async function look(): Promise<void> {
    for (const [service, { pids, limits }] of Object.entries(services)) {
      let bytes = 0;
      for (const pid of pids()) {
        for (const [id, usage] of await usageOf(pid)) {
          const before = seen.get(id) ?? 0;
          if (usage.ticks > before) cpu.inc({ service }, (usage.ticks - before) / TICKS_PER_SECOND);
          seen.set(id, usage.ticks);
          bytes += usage.bytes;
        }
      }
      const { cores: most, bytes: mostBytes } = limits();
      cores.set({ service }, most);
      memory.set({ service }, bytes);
      memoryLimit.set({ service }, mostBytes);
    }
  }

  return {
    text: async () => {
      await look();
      return await registry.metrics();
    },
    contentType: registry.contentType,
    close: () => socket.close(),
  };
}
