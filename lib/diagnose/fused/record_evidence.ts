import type { Evidence } from "../../model/mod.ts";
import { KEYWORD_CLASSES } from "../logs/log_keywords.ts";
import type { SignalFeatures } from "../features/signal_features.ts";

/** A piece of evidence, and how strong it is on the scale of a metric's log deviation. */
export interface Weighed extends Evidence {
  readonly weight: number;
}

const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
const times = (logRatio: number) => `${Math.exp(logRatio).toFixed(1)} times`;

/** One way in which logs or spans speak for a service. */
interface Saying {
  readonly signal: "log" | "trace";
  readonly indicator: string;
  /** From which value on it is worth saying. */
  readonly from: number;
  value(features: SignalFeatures): number;
  text(value: number, features: SignalFeatures): string;
}

const SAYINGS: readonly Saying[] = [
  {
    signal: "trace",
    indicator: "self time",
    from: 0.3,
    value: ({ selfTimeLogRatio, blamedTimeShare }) => blamedTimeShare > 0.2 ? selfTimeLogRatio : 0,
    text: (x, { blamedTimeShare }) =>
      `its own work takes ${times(x)} as long in its spans, ${percent(blamedTimeShare)} of all time lost`,
  },
  {
    signal: "trace",
    indicator: "calls into it",
    from: 0.5,
    value: ({ incomingGapLogRatio, blamedTimeShare }) => blamedTimeShare > 0.2 ? incomingGapLogRatio : 0,
    text: (x) => `calls to it take ${times(x)} as long on the way, between client and server span`,
  },
  {
    signal: "trace",
    indicator: "failures of its own",
    from: 0.02,
    value: ({ ownErrorRate }) => ownErrorRate,
    text: (x) => `failures begin at it in ${percent(x)} of the requests`,
  },
  {
    signal: "trace",
    indicator: "calls that never arrive",
    from: 0.02,
    value: ({ unreachedRate }) => unreachedRate,
    text: (x) => `calls to it never arrive in ${percent(x)} of the requests`,
  },
  {
    signal: "trace",
    indicator: "resends",
    from: 0.05,
    value: ({ resendRate }) => resendRate,
    text: (x) => `${x.toFixed(2)} more resends a call to it`,
  },
  {
    signal: "trace",
    indicator: "wait for a connection",
    from: 0.01,
    value: ({ poolWaitSeconds }) => poolWaitSeconds,
    text: (x) => `it waits ${(1000 * x).toFixed(0)} ms a request for connections of its own pool`,
  },
  {
    signal: "trace",
    indicator: "cache misses",
    from: 0.1,
    value: ({ cacheMissRate }) => cacheMissRate,
    text: (x) => `${percent(x)} more of the reads find nothing in it`,
  },
  {
    signal: "trace",
    indicator: "service.version",
    from: 1,
    value: ({ newVersion }) => newVersion,
    text: () => "a version that was not seen before answers",
  },
  {
    signal: "log",
    indicator: "new templates",
    from: 0.01,
    value: ({ novelSevereLogRate }) => novelSevereLogRate,
    text: (x) => `${x.toFixed(2)} warnings and errors a request of a kind not seen before`,
  },
  ...KEYWORD_CLASSES.map(({ name }): Saying => ({
    signal: "log",
    indicator: name,
    from: 3,
    value: ({ keywords }) => keywords[name],
    text: () => `its logs speak of "${spelt(name)}" as never before`,
  })),
];

function spelt(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What logs and spans say against a service. */
export function recordEvidence(service: string, features: SignalFeatures): Weighed[] {
  return SAYINGS.flatMap(({ signal, indicator, from, value, text }) => {
    const x = value(features);
    if (x < from) return [];
    return [{ signal, service, indicator, text: text(x, features), weight: 2 + Math.log1p(x / from) }];
  });
}
