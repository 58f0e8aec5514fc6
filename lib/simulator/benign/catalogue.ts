import { deepFreeze } from "../../model/deep_freeze.ts";
import type { Catalogue, Entry, ServiceKind } from "../../model/mod.ts";
import { catalogue, number, text } from "../../model/mod.ts";

/** The kinds of benign event. */
export const BENIGN_KINDS = [
  "deploy",
  "restart",
  "switchover",
  "load-test",
  "growth",
  "daily",
  "traffic-drop",
  "burst",
] as const;
deepFreeze(BENIGN_KINDS);

/** The name of a kind of benign event. */
export type BenignKind = typeof BENIGN_KINDS[number];

/** What a kind of benign event is. */
interface BenignFacts {
  readonly description: string;
  /** The kind of node that it happens to; absent: it is about the users' traffic. */
  readonly happensTo?: ServiceKind;
  /** The traffic that it leads to as a multiple of the usual, where it has one. */
  readonly factor?: number;
}

/** Every kind of benign event; README.md has the table. */
export const benignCatalogue: Readonly<Record<BenignKind, BenignFacts>> = {
  "deploy": {
    description:
      "a good version of a service is rolled out, one replica at a time, with the records of any deploy",
    happensTo: "service",
  },
  "restart": {
    description: "the replicas of a service are restarted one at a time, as for a patch of their hosts",
    happensTo: "service",
  },
  "switchover": {
    description: "a database is failed over on purpose, at the price that the action has",
    happensTo: "database",
  },
  "load-test": { description: "a load test: 1.5 times the traffic for 150 s", factor: 1.5 },
  "growth": { description: "traffic grows by 35 % within 300 s and stays", factor: 1.35 },
  "daily": { description: "the daily course has an amplitude of 40 % in place of 15 %" },
  "traffic-drop": { description: "traffic falls to 40 % within 15 s and stays there", factor: 0.4 },
  "burst": { description: "a newsletter: 1.5 times the traffic for 30 s", factor: 1.5 },
};
deepFreeze(benignCatalogue);

/** Largest traffic of an event as a multiple of the usual. */
export const MAX_FACTOR = 10;

const FACTOR = number({
  about: "traffic as a multiple of the usual; by default no more than the system carries within its SLO",
  range: [0, MAX_FACTOR],
});
const SERVICE = text({ about: "the service that it happens to; drawn per seed if absent" });

/** The kinds of benign event, as `kind[:service]` or `kind:factor=NUMBER` names one. */
export const benignEvents: Catalogue<Entry> = catalogue<Entry>(
  "benign event",
  BENIGN_KINDS.map((name) => {
    const { description, happensTo, factor } = benignCatalogue[name];
    const parameters = {
      ...(happensTo && { service: SERVICE }),
      ...(factor !== undefined && { factor: FACTOR }),
    };
    return { name, about: description, parameters };
  }),
);
