/** Where the shop's processes listen, counted from the first port. */
const OFFSETS = {
  control: 0,
  front: 1,
  frontMetrics: 2,
  frontLog: 3,
  load: 4,
  cache: 20,
  cacheLink: 21,
  cacheLinkControl: 22,
  primary: 30,
  standby: 31,
  dbLink: 32,
  dbLinkControl: 33,
  pooler: 34,
  prometheus: 40,
  alertmanager: 41,
  live: 90,
} as const;

/** First port of the `api` replicas, counted from the first port; each has one for requests and the next for its control. */
const API_OFFSET = 50;

/** Most `api` replicas. */
export const MAX_REPLICAS = 4;

/** Where the shop lives on this machine. */
export interface Plan {
  /** Folder of everything that the shop writes. */
  readonly folder: string;
  /** Ports on the loopback interface, by what listens there. */
  readonly ports: Readonly<Record<keyof typeof OFFSETS, number>>;
  /** Whether the replicas of `api` send spans and logs to the live loop, which takes them then. */
  readonly sendsTelemetry: boolean;
  /** The port of an `api` replica, counted from 0. */
  apiPort(replica: number): number;
  /** The port on which an `api` replica is told of its faults. */
  apiControlPort(replica: number): number;
}

/** First port of a shop for which none is given. */
export const DEFAULT_PORT = 18_800;

/** Every port that the shop listens on, with what listens there; `live` is left to `deno task live`. */
export function portsOf(plan: Plan): (readonly [name: string, port: number])[] {
  const { live: _live, ...own } = plan.ports;
  const replicas = Array.from({ length: MAX_REPLICAS }, (_, i) => i);
  return [
    ...Object.entries(own),
    ...replicas.map((i) => [`api${i}`, plan.apiPort(i)] as const),
    ...replicas.map((i) => [`api${i} control`, plan.apiControlPort(i)] as const),
  ];
}

/** The shop in a folder, its ports from `firstPort` on (1024 to 65435). */
export function planShop(
  { folder, firstPort, sendsTelemetry = false }: {
    readonly folder: string;
    readonly firstPort: number;
    readonly sendsTelemetry?: boolean;
  },
): Plan {
  const ports = Object.fromEntries(
    Object.entries(OFFSETS).map(([name, offset]) => [name, firstPort + offset]),
  ) as Plan["ports"];
  return {
    folder,
    ports,
    sendsTelemetry,
    apiPort: (replica) => firstPort + API_OFFSET + 2 * replica,
    apiControlPort: (replica) => firstPort + API_OFFSET + 2 * replica + 1,
  };
}
