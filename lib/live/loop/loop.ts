import { type Action, type AgentStep, describeAction, NOOP, type Observation } from "../../model/mod.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { redactSecrets } from "../config/redact.ts";
import { stateOfSource } from "../sources/state.ts";
import type { ApprovalDecision, Decider, DecisionOutcome } from "./acting/approvals.ts";
import { givesOrders } from "./acting/gates.ts";
import { measureTroubles } from "./acting/temporary.ts";
import type { StepContext } from "./acting/proposals.ts";
import { NO_METER } from "./meter.ts";
import { observe } from "./observing.ts";
import { createParts, type LoopOptions } from "./parts.ts";
import { createSchedule, type Slot, startOfSchedule } from "./schedule.ts";
import { type SloReading, sloWatch } from "./slo_watch.ts";
import { inSpan } from "./spans.ts";
import type { Counters, CoursePoint, LiveView } from "./view.ts";
import { pastOf } from "./warm_up.ts";

/** What the page says while nothing can be written down. */
const UNWRITABLE = "audit log or state can't be written: nothing is done";
/** Steps whose course the page shows. */
const COURSE_STEPS = 360;
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

const OPTIONS = objectWith<LoopOptions>({
  settings: "object",
  agent: "object",
  source: "object",
  router: "object",
  clock: "object",
  files: "object",
  owner: "string",
  openAudit: "function",
});

/**
 * Creates a loop. It does nothing until it runs.
 *
 * @throws {UsageError} where something that it is made of is missing, or the state file holds no state
 */
export function createLoop(options: LoopOptions): LiveLoop {
  checkOptions("createLoop", OPTIONS, options);
  const { settings, agent, source, router, clock, files, owner, onStep } = options;
  const { warn = () => {}, meter = NO_METER } = options;
  const { topology, slo, stepSeconds, mode, warmupSteps } = settings;
  const parts = createParts(options);
  const { journal, memory, stop, ownership, guards, evidence, driver, orders, approvals, proposals } = parts;
  const { incidents } = parts;
  const watch = sloWatch(settings);
  const course: CoursePoint[] = [];
  const counters: { -readonly [K in keyof Omit<Counters, "incidents">]: number } = {
    steps: 0,
    skippedSteps: 0,
    unmeasuredSteps: 0,
    alarms: 0,
    diagnoses: 0,
    proposals: 0,
    actions: 0,
    refusals: 0,
  };
  let hadAlarm = false;
  let sourceTrouble: string | undefined;
  let leftOut: string | undefined;
  let wasStopped = false;
  let currentStep = 0;
  /** Whether the source had no past at the start: it may have been away. */
  let isPastMissing = false;

  function contextOf(slot: Slot, reading: SloReading, hasAlarm: boolean): StepContext {
    ownership.confirm();
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
      isUnwritable: journal.isBroken || memory.isBroken,
      isBusy: orders.isBusy,
      isPending: orders.isPending,
    };
  }

  /** What is in force and why it is not lifted, in a line each. */
  function inForce(): readonly string[] {
    const hindrance = !givesOrders(mode)
      ? `the mode ${mode} gives no orders, so that it is left as it is`
      : stop.isOn()
      ? "the kill switch is on"
      : undefined;
    return measureTroubles(memory.state.temporary, { nowSeconds: clock.now(), stepSeconds, hindrance });
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
      ...(settings.timings && { timings: settings.timings }),
      seed: settings.seed ?? 1,
    }, `${owner} acts here, in the mode ${mode}`);
    await orders.lookUp();
    if (!givesOrders(mode)) { for (const text of inForce()) journal.tell(text); }
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

  function ask(observation: Observation, reading: SloReading, step: number): AgentStep | undefined {
    try {
      return driver.act(observation, reading, step);
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
    const { observation, trouble, note } = await inSpan(
      "observe",
      () => observe({ source, clock, topology, stepSeconds, signal }, slot),
    );
    if (signal.aborted) return;
    tellTrouble(trouble);
    if (note !== undefined && leftOut === undefined) journal.tell(note);
    leftOut = note;
    if (isPastMissing && observation.values.some((value) => !Number.isNaN(value))) {
      await warmUp(slot.step - 1, signal);
      isPastMissing = false;
    }
    const reading = watch(observation.values);
    if (!reading.isMeasured) counters.unmeasuredSteps++;
    if (ownership.refresh()) await becomeOwner();
    journal.check();
    noteKillSwitch();
    if (ownership.view.isOurs) orders.followUp();
    evidence.push({ ...observation, step: slot.step });
    const answer = await inSpan("agent", () => ask(observation, reading, slot.step));
    const hasAlarm = answer?.detection?.anomalous === true;
    incidents.follow({ ...slot, reading, answer, isBusy: orders.isBusy });
    course.push({ ...reading, atSeconds: slot.atSeconds, hasAlarm });
    if (course.length > COURSE_STEPS) course.shift();
    if (hasAlarm && !hadAlarm) counters.alarms++;
    hadAlarm = hasAlarm;
    if (answer?.diagnosis !== undefined) counters.diagnoses++;
    const context = () => contextOf(slot, reading, hasAlarm);
    await inSpan("act", async (tell) => {
      approvals.lapse(slot.step);
      parts.aftermath.settle(course, context);
      // What ends in this very step may be renewed by the agent; what has waited for a step already is lifted first.
      parts.lifting.lift(context(), stepSeconds);
      const approved = proposals.carryOutApproved(context);
      if (approved !== undefined) counters.actions++;
      if (answer === undefined) return parts.lifting.lift(context());
      const { executed, refusal } = await proposals.handle(answer, context());
      if (answer.decision.action?.kind !== "noop") counters.proposals++;
      if (refusal !== undefined) {
        counters.refusals++;
        meter.refusal({ kind: String(answer.decision.action?.kind), rule: refusal.by });
      }
      if (executed.kind !== "noop") counters.actions++;
      parts.lifting.lift(context());
      tell({ "aiops.proposed": nameOf(answer.decision.action), "aiops.executed": nameOf(executed) });
    });
    memory.change({ step: slot.step, executor: guards.executor().saveState(), audit: journal.head });
  }

  /** Lets the agent learn what is normal from the past. */
  async function warmUp(lastStep: number, signal: AbortSignal): Promise<void> {
    const { observations, trouble } = await pastOf(source, {
      settings,
      nowSeconds: clock.now(),
      lastStep,
      openedAtSeconds: memory.state.incident?.openedAtSeconds,
      signal,
    });
    if (trouble !== undefined) journal.tell(trouble);
    isPastMissing = observations.length === 0;
    for (const observation of observations) {
      ask(observation, watch(observation.values), observation.step);
      evidence.push(observation);
    }
  }

  function view(): LiveView {
    const { incident, approvals: waiting, orders: open } = memory.state;
    const sourceState = stateOfSource(source);
    const troubles = [
      ...(sourceTrouble === undefined ? [] : [sourceTrouble]),
      ...(sourceState?.trouble === undefined ? [] : [sourceState.trouble]),
      ...sourceState?.notes ?? [],
      ...(leftOut === undefined ? [] : [leftOut]),
      ...(course.at(-1)?.isMeasured === false
        ? [`the SLO of ${topology.front} is not measured: nothing is done`]
        : []),
      ...(ownership.view.isOurs ? [] : [`${ownership.view.owner} acts here, this loop only observes`]),
      ...(journal.isBroken || memory.isBroken ? [UNWRITABLE] : []),
      ...inForce(),
      ...(orders.isPending ? ["an order of before the restart may still be under way: nothing is done"] : []),
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
      troubles: redactSecrets(troubles),
      counters: { ...counters, incidents: incidents.opened },
      diagnosis: incidents.diagnosis,
      course,
      nowSeconds: clock.now(),
      step: currentStep,
      lease: ownership.view,
      isStopped: stop.isOn(),
      warmUp: driver.warmUp,
      isUnwritable: journal.isBroken || memory.isBroken,
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
      await warmUp(start.step, signal);
      try {
        for (let count = 0; count < steps; count++) {
          const slot = await schedule.next(signal);
          if (slot === undefined) break;
          const began = clock.now();
          await inSpan("step", (tell) => {
            tell({ "aiops.step": slot.step, "aiops.system": settings.name });
            return step(slot, signal);
          });
          meter.step({ seconds: clock.now() - began, sloBreached: course.at(-1)?.inBreach ?? false });
          onStep?.(view());
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
    alerts: incidents.alerts,
  };
}

function nameOf(action: Action): string {
  try {
    return describeAction(action);
  } catch {
    return NOOP.kind;
  }
}
