import {
  type Action,
  type Agent,
  type AgentStep,
  describeAction,
  type Diagnosis,
  NOOP,
  type Observation,
} from "../../model/mod.ts";
import { type AuditHead, type AuditLog, createEvidenceBuffer } from "../audit/mod.ts";
import type { Clock, Source } from "../contract.ts";
import { driveAgent } from "./agent_driver.ts";
import { createAftermath } from "./aftermath.ts";
import { type ApprovalDecision, createApprovals, type Decider, type DecisionOutcome } from "./approvals.ts";
import { incidentAfter, openIncident } from "./incidents.ts";
import { createJournal } from "./journal.ts";
import { killSwitch } from "./kill_switch.ts";
import { openLease } from "./lease.ts";
import { createMemory, NOTHING_YET } from "./memory.ts";
import { observe } from "./observing.ts";
import { createOrders } from "./orders.ts";
import { createOwnership } from "./ownership.ts";
import { createGuards, createProposals, type StepContext } from "./proposals.ts";
import type { Router } from "./router.ts";
import { createSchedule, type Slot, startOfSchedule } from "./schedule.ts";
import type { LoopSettings } from "./settings.ts";
import { type SloReading, sloWatch } from "./slo_watch.ts";
import { inSpan } from "./spans.ts";
import { stateFile } from "./state.ts";
import type { Counters, CoursePoint, LiveView } from "./view.ts";

/** Steps whose course the page shows. */
const COURSE_STEPS = 360;
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
  /** Told after each step, and of what a person should see at the console. */
  readonly onStep?: (view: LiveView, seconds: number) => void;
  readonly warn?: (text: string) => void;
}

/** The loop against a real system. */
export interface LiveLoop {
  /** Runs until the signal is aborted, or for so many steps. An order that is under way is waited for; the audit log is closed. */
  run(signal: AbortSignal, steps?: number): Promise<void>;
  /** All that there is to see. */
  view(): LiveView;
  /** Decides an approval, for somebody. */
  decide(id: string, decision: ApprovalDecision, by: Decider): DecisionOutcome;
  /** Stops all actions, until the file of the kill switch is removed. */
  stopActing(reason: string): void;
  /** Alerts from outside that fire now, in a line each: all of them together open one incident at most. */
  alerts(firing: readonly string[]): void;
}

/** Creates a loop. It does nothing until it runs. */
export function createLoop(options: LoopOptions): LiveLoop {
  const { settings, agent, source, router, clock, files, owner, openAudit, onStep, warn = () => {} } =
    options;
  const { topology, slo, stepSeconds, mode, warmupSteps, verification } = settings;
  const journal = createJournal(clock, warn);
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
  const mayAct = () => !stop.isOn() && ownership.confirm();
  const orders = createOrders({
    settings,
    router,
    memory,
    journal,
    clock,
    executor: guards.executor,
    mayAct,
  });
  const approvals = createApprovals({
    memory,
    journal,
    clock,
    timeoutSeconds: settings.approval.timeoutSeconds,
  });
  const proposals = createProposals({ settings, memory, journal, orders, approvals, guards, evidence });
  const aftermath = createAftermath({ settings, memory, journal, orders, proposals, evidence });
  const driver = driveAgent(agent, settings);
  const watch = sloWatch(settings);
  const course: CoursePoint[] = [];
  const counters: { -readonly [K in keyof Counters]: number } = {
    steps: 0,
    skippedSteps: 0,
    unmeasuredSteps: 0,
    alarms: 0,
    diagnoses: 0,
    proposals: 0,
    actions: 0,
    refusals: 0,
    incidents: 0,
    escalations: 0,
  };
  let firing: readonly string[] = [];
  let diagnosis: Diagnosis | undefined;
  let sourceTrouble: string | undefined;
  let wasStopped = false;
  let currentStep = 0;

  function contextOf(slot: Slot, reading: SloReading, hasAlarm: boolean): StepContext {
    return {
      settings,
      router,
      reading,
      hasAlarm,
      step: slot.step,
      state: memory.state,
      lease: ownership.view,
      nowSeconds: clock.now(),
      isStopped: stop.isOn(),
      isAuditBroken: journal.isBroken,
      isBusy: orders.isBusy,
    };
  }

  async function becomeOwner(): Promise<void> {
    guards.restore(memory.state.executor);
    if (agent.learns === true && memory.state.agent !== null) agent.loadState(memory.state.agent);
    journal.note({
      type: "started",
      name: settings.name,
      mode,
      agent: agent.name,
      topology: JSON.parse(JSON.stringify(topology)),
      slo: JSON.parse(JSON.stringify(slo)),
      stepSeconds,
      warmupSteps,
      seed: settings.seed ?? 1,
    }, `${owner} acts here, in the mode ${mode}`);
    await orders.lookUp();
  }

  function noteKillSwitch(): void {
    const isOn = stop.isOn();
    if (isOn === wasStopped) return;
    wasStopped = isOn;
    const [from, to] = isOn ? [mode, "observe"] as const : ["observe", mode] as const;
    const reason = isOn ? `${files.stop} is there` : `${files.stop} was removed`;
    journal.note(
      { type: "mode-changed", from, to, by: "kill switch", reason },
      `kill switch ${isOn ? "on" : "off"}: ${reason}`,
    );
    warn(`kill switch ${isOn ? "on, nothing is done until it is off" : "off"}: ${reason}`);
  }

  function tellTrouble(trouble: string | undefined): void {
    if (trouble !== undefined && sourceTrouble === undefined) journal.tell(trouble);
    if (trouble === undefined && sourceTrouble !== undefined) journal.tell(`${source.name} answers again`);
    sourceTrouble = trouble;
  }

  /** Opens, keeps or closes the incident, and notes it. */
  function follow(slot: Slot, reading: SloReading, answer: AgentStep | undefined): void {
    const before = memory.state.incident;
    const hasAlarm = answer?.detection?.anomalous === true;
    const proposes = before === null && answer !== undefined && answer.decision.action?.kind !== "noop";
    const after = incidentAfter(before, {
      atSeconds: slot.atSeconds,
      isMeasured: reading.isMeasured,
      isBusy: orders.isBusy || memory.state.orders.length > 0,
      ...(reading.inBreach && { breach: breachText(reading) }),
      ...(hasAlarm && { alarm: "the detector gives an alarm" }),
      ...(firing.length > 0 && { alert: firing[0]! }),
    }, { system: settings.name, quietSeconds: verification.settleSeconds });
    const next = after ??
      (proposes
        ? openIncident(settings.name, { atSeconds: slot.atSeconds, openedBy: "a proposal of the agent" })
        : null);
    if (before === null && next !== null) {
      counters.incidents++;
      memory.change({ incident: next });
      const services = alarmingServices(answer);
      journal.note(
        { type: "alarm", incident: next.id, step: slot.step, services, ...evidence.take() },
        `incident ${next.id}: ${next.openedBy}`,
      );
    } else if (before !== null && next === null) {
      const reason = `no alarm and no breach for ${verification.settleSeconds} s`;
      approvals.withdraw("the incident is over", slot.step);
      journal.note(
        { type: "ended", incident: before.id, step: slot.step, reason, ...evidence.take() },
        `incident ${before.id} is over: ${reason}`,
      );
      memory.change({ incident: null, ...(agent.learns === true && { agent: agent.saveState() }) });
    } else if (next !== before) memory.change({ incident: next });
    if (hasAlarm && course.at(-1)?.hasAlarm !== true) counters.alarms++;
  }

  function alarmingServices(answer: AgentStep | undefined): { service: string; score: number }[] {
    const scores = answer?.detection?.scores ?? [];
    return topology.services.flatMap(({ name }, i) =>
      (scores[i] ?? 0) >= 1 ? [{ service: name, score: scores[i]! }] : []
    );
  }

  function breachText({ latencyP95Ms, errorRate }: SloReading): string {
    return latencyP95Ms > slo.latencyP95Ms
      ? `${topology.front} takes ${Math.round(latencyP95Ms)} ms, more than ${slo.latencyP95Ms}`
      : `${topology.front} fails in ${(errorRate * 100).toFixed(1)} % of requests, more than ${
        slo.errorRate * 100
      } %`;
  }

  function noteDiagnosis({ diagnosis: found }: AgentStep, step: number): void {
    if (found === undefined) return;
    counters.diagnoses++;
    const isNews = found.suspect !== diagnosis?.suspect || found.fault !== diagnosis?.fault;
    diagnosis = found;
    if (!isNews || memory.state.incident === null) return;
    const { suspect, confidence, ranking, rationale } = found;
    journal.note(
      {
        type: "diagnosis",
        incident: memory.state.incident.id,
        step,
        suspect,
        confidence,
        ranking: ranking.slice(0, 20).map(({ service, score }) => ({ service, score })),
        rationale,
      },
      `${suspect} is suspected (${Math.round(confidence * 100)} %): ${rationale}`,
    );
  }

  function ask(observation: Observation, reading: SloReading, slot: Slot): AgentStep | undefined {
    try {
      return driver.act(observation, reading, slot.step);
    } catch (error) {
      journal.tell(`the agent failed: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  }

  async function step(slot: Slot, signal: AbortSignal): Promise<void> {
    currentStep = slot.step;
    counters.steps++;
    counters.skippedSteps += slot.skipped;
    if (slot.skipped > 0) journal.tell(`${slot.skipped} steps were skipped, since their time had passed`);
    if (slot.clockSetBack) journal.tell("the clock was set back");
    const { observation, trouble } = await inSpan(
      "observe",
      () => observe({ source, clock, topology, stepSeconds, signal }, slot),
    );
    if (signal.aborted) return;
    tellTrouble(trouble);
    const reading = watch(observation.values);
    if (!reading.isMeasured) counters.unmeasuredSteps++;
    if (ownership.refresh()) await becomeOwner();
    noteKillSwitch();
    evidence.push({ ...observation, step: slot.step });
    const answer = await inSpan("agent", () => ask(observation, reading, slot));
    const hasAlarm = answer?.detection?.anomalous === true;
    follow(slot, reading, answer);
    course.push({ ...reading, atSeconds: slot.atSeconds, hasAlarm });
    if (course.length > COURSE_STEPS) course.shift();
    if (answer !== undefined) noteDiagnosis(answer, slot.step);
    const context = () => contextOf(slot, reading, hasAlarm);
    await inSpan("act", async (tell) => {
      approvals.lapse(slot.step);
      aftermath.settle(course, context);
      proposals.carryOutApproved(context);
      if (answer === undefined) return;
      const { executed, refusal } = await proposals.handle(answer, context());
      if (answer.decision.action?.kind !== "noop") counters.proposals++;
      if (refusal !== undefined) counters.refusals++;
      if (executed.kind !== "noop") counters.actions++;
      tell({ "aiops.proposed": nameOf(answer.decision.action), "aiops.executed": nameOf(executed) });
      driver.executed(executed);
    });
    memory.change({ step: slot.step, executor: guards.executor().saveState(), audit: journal.head });
  }

  /** Lets the agent learn what is normal from the past: the latest healthy steps before the incident that is open. */
  async function warmUp(nowSeconds: number, lastStep: number, signal: AbortSignal): Promise<void> {
    const opened = memory.state.incident?.openedAtSeconds;
    const lost = opened === undefined ? 0 : Math.max(0, Math.ceil((nowSeconds - opened) / stepSeconds));
    let past: readonly Observation[];
    try {
      past = await source.past(warmupSteps + lost, signal);
    } catch (error) {
      return journal.tell(`${source.name} has no past: ${error instanceof Error ? error.message : error}`);
    }
    const before = past.slice(0, Math.max(0, past.length - lost)).slice(-warmupSteps);
    before.forEach((observation, i) => {
      const step = lastStep - lost - before.length + 1 + i;
      ask(observation, watch(observation.values), {
        step,
        atSeconds: step * stepSeconds,
        skipped: 0,
        clockSetBack: false,
      });
      evidence.push({ ...observation, step });
    });
  }

  function view(): LiveView {
    const { incident, approvals: waiting, orders: open } = memory.state;
    const troubles = [
      ...(sourceTrouble === undefined ? [] : [sourceTrouble]),
      ...(course.at(-1)?.isMeasured === false
        ? [`the SLO of ${topology.front} is not measured: nothing is done`]
        : []),
      ...(ownership.view.isOurs ? [] : [`${ownership.view.owner} acts here, this loop only observes`]),
      ...(journal.isBroken ? ["the audit log can't be written: nothing is done"] : []),
    ];
    return {
      name: settings.name,
      agent: agent.name,
      source: source.name,
      mode,
      topology,
      slo,
      stepSeconds,
      incident,
      diagnosis,
      troubles,
      counters,
      course,
      nowSeconds: clock.now(),
      step: currentStep,
      lease: ownership.view,
      isStopped: stop.isOn(),
      warmUp: driver.warmUp,
      orders: open,
      approvals: waiting,
      events: journal.events,
    };
  }

  return {
    view,
    run: async (signal, steps = Infinity) => {
      const start = startOfSchedule(clock.now(), stepSeconds, memory.state.step);
      const schedule = createSchedule(clock, stepSeconds, start);
      await warmUp(clock.now(), start.step, signal);
      try {
        for (let count = 0; count < steps; count++) {
          const slot = await schedule.next(signal);
          if (slot === undefined) break;
          const began = clock.now();
          await inSpan("step", (tell) => {
            tell({ "aiops.step": slot.step, "aiops.system": settings.name });
            return step(slot, signal);
          });
          onStep?.(view(), clock.now() - began);
        }
      } finally {
        await orders.idle();
        memory.change({ audit: journal.head });
        journal.note(
          { type: "stopped", reason: signal.aborted ? "asked to" : "all steps are done" },
          "stopped",
        );
        ownership.release();
      }
    },
    decide: (id, decision, by) => ownership.view.isOurs ? approvals.decide(id, decision, by) : "late",
    stopActing: (reason) => {
      stop.pull(reason);
      noteKillSwitch();
    },
    alerts: (texts) => {
      firing = [...new Set(texts)];
    },
  };
}

function nameOf(action: Action): string {
  try {
    return describeAction(action);
  } catch {
    return NOOP.kind;
  }
}
