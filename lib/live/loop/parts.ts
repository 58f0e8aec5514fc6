import type { Agent } from "../../model/mod.ts";
import {
  type AuditHead,
  type AuditLog,
  type AuditRecord,
  createEvidenceBuffer,
  type EvidenceBuffer,
} from "../audit/mod.ts";
import type { Clock, Source } from "../contract.ts";
import { type Aftermath, createAftermath } from "./acting/aftermath.ts";
import { type AgentDriver, driveAgent } from "./agent_driver.ts";
import { type Approvals, createApprovals } from "./acting/approvals.ts";
import { createEscalation } from "./acting/escalation.ts";
import { givesOrders } from "./acting/gates.ts";
import { createLifting, type Lifting } from "./acting/lifting.ts";
import { createOrders, type Orders } from "./acting/orders.ts";
import { createGuards, createProposals, type Guards, type Proposals } from "./acting/proposals.ts";
import type { Router } from "./acting/router.ts";
import { type KillSwitch, killSwitch } from "./authority/kill_switch.ts";
import { openLease } from "./authority/lease.ts";
import { createOwnership, type Ownership } from "./authority/ownership.ts";
import { createIncidentWatch, type IncidentWatch } from "./incident_watch.ts";
import { createJournal, type Journal } from "./journal.ts";
import { type Meter, NO_METER } from "./meter.ts";
import type { LoopSettings } from "./settings.ts";
import { createMemory, type Memory, NOTHING_YET } from "./state/memory.ts";
import { stateFile } from "./state/state.ts";
import type { LiveView } from "./view.ts";

/** Steps before an alarm that the evidence of an incident holds besides the warm-up. */
const LEAD_STEPS = 24;
/** Steps of the lease after which it is stale, and the shortest time. */
const STALE_STEPS = 3;
const MIN_STALE_SECONDS = 15;

/** What a loop is made of. */
export interface LoopOptions {
  /** What it does, as configured. */
  readonly settings: LoopSettings;
  /** The agent of the catalogue, as in a notebook. */
  readonly agent: Agent;
  /** Where observations come from. */
  readonly source: Source;
  /** Where orders go. */
  readonly router: Router;
  /** The time. */
  readonly clock: Clock;
  /** Paths: the state, the kill switch, the lease. */
  readonly files: { readonly state: string; readonly stop: string; readonly lease: string };
  /** This loop's name in the lease, unlike that of any other. */
  readonly owner: string;
  /** Opens the audit log, which must contain a head that was kept. Called when this loop becomes the owner. */
  readonly openAudit: (head: AuditHead | null) => AuditLog;
  /** Told after each step. */
  readonly onStep?: (view: LiveView) => void;
  /** Told of what a person should see at the console. */
  readonly warn?: (text: string) => void;
  /** Told of each record of the audit log that the page shows, with its text there. */
  readonly onRecord?: (record: AuditRecord, text: string) => void;
  /** Told of an incident that is over, with the Unix seconds at which it was opened. */
  readonly onIncidentEnd?: (openedAtSeconds: number) => void;
  /** Hears of what is counted. */
  readonly meter?: Meter;
}

/** The parts of a loop, each of which knows those that it needs. */
export interface LoopParts {
  readonly journal: Journal;
  readonly memory: Memory;
  readonly stop: KillSwitch;
  readonly ownership: Ownership;
  readonly guards: Guards;
  readonly evidence: EvidenceBuffer;
  readonly driver: AgentDriver;
  readonly orders: Orders;
  readonly approvals: Approvals;
  readonly proposals: Proposals;
  readonly aftermath: Aftermath;
  readonly lifting: Lifting;
  readonly incidents: IncidentWatch;
}

/** Makes the parts of a loop. @throws {UsageError} for a state file that holds no state */
export function createParts(options: LoopOptions): LoopParts {
  const { settings, agent, router, clock, files, owner, openAudit } = options;
  const { warn = () => {}, meter = NO_METER } = options;
  const { stepSeconds, warmupSteps } = settings;
  const journal = createJournal(clock, warn, options.onRecord);
  const file = stateFile(files.state);
  const memory = createMemory(file, file.read() ?? NOTHING_YET);
  const stop = killSwitch(files.stop);
  const lease = openLease({
    path: files.lease,
    owner,
    staleSeconds: Math.max(MIN_STALE_SECONDS, STALE_STEPS * stepSeconds),
    clock,
  });
  const ownership = createOwnership({ lease, memory, journal, openAudit });
  const guards = createGuards(settings);
  const evidence = createEvidenceBuffer(warmupSteps + LEAD_STEPS);
  const mayAct = () => givesOrders(settings.mode) && !stop.isOn() && ownership.confirm();
  const driver = driveAgent(agent, settings, guards.executor);
  const orders = createOrders({
    settings,
    router,
    memory,
    journal,
    clock,
    executor: guards.executor,
    mayAct,
    meter,
    driver,
  });
  const approvals = createApprovals({
    memory,
    journal,
    clock,
    timeoutSeconds: settings.approval.timeoutSeconds,
  });
  const proposals = createProposals({ settings, memory, journal, orders, approvals, guards, evidence });
  const escalation = createEscalation({ memory, journal, evidence });
  const aftermath = createAftermath({
    ...{ settings, memory, journal, clock, orders, proposals, evidence, escalation },
  });
  const lifting = createLifting({ settings, memory, orders, proposals, escalation });
  const incidents = createIncidentWatch({
    ...{ settings, memory, journal, approvals, evidence, meter },
    onEnd: (openedAtSeconds) => {
      options.onIncidentEnd?.(openedAtSeconds);
      if (agent.learns === true) memory.change({ agent: agent.saveState() });
    },
  });
  return {
    journal,
    memory,
    stop,
    ownership,
    guards,
    evidence,
    driver,
    orders,
    approvals,
    proposals,
    aftermath,
    lifting,
    incidents,
  };
}
