import { timingsOf } from "../../config/timings.ts";
import { createExecutor, type Executor } from "../../../act/mod.ts";
import {
  type Action,
  type AgentStep,
  checkAction,
  describeAction,
  NOOP,
  UsageError,
} from "../../../model/mod.ts";
import { showValue } from "../../../model/show_value.ts";
import type { EvidenceBuffer } from "../../audit/mod.ts";
import type { Order } from "../../contract.ts";
import type { Approvals } from "./approvals.ts";
import { type GateContext, gateRefusal, type Refusal } from "./gates.ts";
import type { Journal } from "../journal.ts";
import type { Memory } from "../state/memory.ts";
import type { Orders } from "./orders.ts";
import type { LoopSettings } from "../settings.ts";

/** The guardrails as they stand: replaced by an earlier state where what they let through is not carried out. */
export interface Guards {
  /** The executor. */
  executor(): Executor;
  /** Takes a state as the present one. */
  restore(state: ReturnType<Executor["saveState"]> | null): void;
}

/** The guardrails of a loop. What they let through and refuse goes into the loop's own audit log: theirs would grow without end. */
export function createGuards(
  { topology, guardrails: given = {}, timings = {}, stepSeconds }: LoopSettings,
): Guards {
  // As in an episode: nothing else is restarted as long as a restart takes.
  const disruptionSteps = timingsOf(timings, stepSeconds).restart.service.downSteps;
  const guardrails = { disruptionSteps, ...given };
  const create = (state: ReturnType<Executor["saveState"]> | null) =>
    createExecutor({ topology, guardrails, maxLogEntries: 0, ...(state && { state }) });
  let executor = create(null);
  return {
    executor: () => executor,
    restore: (state) => {
      executor = create(state);
    },
  };
}

/** What is known in a step. */
export interface StepContext extends GateContext {
  readonly step: number;
}

/** What became of a proposal. */
export interface Answered {
  /** What is carried out now; `noop` where nothing is. */
  readonly executed: Action;
  /** Why nothing is, where something was proposed. */
  readonly refusal?: Refusal;
}

/** Takes the agent's proposals through limits and mode to an order, an approval, a suggestion or a refusal. */
export interface Proposals {
  /** Handles what the agent proposes in a step. */
  handle(answer: AgentStep, context: StepContext): Promise<Answered>;
  /** Carries out what was approved, as far as limits allow it now: one action a step. @returns it */
  carryOutApproved(context: () => StepContext): Order["action"] | undefined;
  /** Why an order can't be taken back now; undefined: it can. */
  undoRefusal(action: Order["action"], context: StepContext): Refusal | undefined;
  /** Takes an order back, which `undoRefusal` has allowed. */
  undo(
    action: Order["action"],
    about: { readonly undoes: string; readonly reason: string },
    context: StepContext,
  ): void;
}

/** Creates the proposals of a loop. */
export function createProposals(
  { settings, memory, journal, orders, approvals, guards, evidence }: {
    readonly settings: LoopSettings;
    readonly memory: Memory;
    readonly journal: Journal;
    readonly orders: Orders;
    readonly approvals: Approvals;
    readonly guards: Guards;
    readonly evidence: EvidenceBuffer;
  },
): Proposals {
  const { mode } = settings;
  /** What was proposed in the step before, and what became of it: the same again is no news. */
  let lastTold = "";
  /** The incident, and what was proposed in it that nobody is asked about: it is told once. */
  let suggested = { incident: "", texts: new Set<string>() };
  const incidentId = () => memory.state.incident?.id ?? "none";

  /** Asks the guardrails, which count the action if they let it through. */
  function guardrailRefusal(action: Action, { step, reading }: StepContext): Refusal | undefined {
    const inBreach = reading.inBreach || !reading.isMeasured;
    const { refused } = guards.executor().execute(action, { step, inBreach });
    if (refused === undefined) return undefined;
    return { by: "guardrails", why: refused.replace(/^.*? refused: /, ""), passes: false };
  }

  /** Asks the guardrails without letting them count. */
  function tryGuardrails(action: Action, context: StepContext): Refusal | undefined {
    const before = guards.executor().saveState();
    try {
      return guardrailRefusal(action, context);
    } finally {
      guards.restore(before);
    }
  }

  /** An agent that is told that nothing was done proposes the same again and again. */
  function isNewSuggestion(text: string): boolean {
    if (suggested.incident !== incidentId()) suggested = { incident: incidentId(), texts: new Set() };
    if (suggested.texts.has(text)) return false;
    suggested.texts.add(text);
    return true;
  }

  const takesAttempt = (action: Order["action"], { reading, hasAlarm }: StepContext) =>
    action.kind !== "restore" && (reading.inBreach || hasAlarm);

  function noteProposal(
    proposal: string,
    action: Order["action"],
    { decision, diagnosis }: AgentStep,
    step: number,
  ): void {
    const seen = diagnosis?.evidence?.slice(0, 20).map(({ service, text }) => `${service}: ${text}`) ?? [];
    journal.note(
      {
        type: "proposal",
        proposal,
        incident: incidentId(),
        step,
        action,
        reason: decision.reason,
        evidence: seen,
        ...evidence.take(),
      },
      `${describeAction(action)} is proposed: ${decision.reason}`,
    );
  }

  function noteRefusal(
    proposal: string | undefined,
    action: Action,
    { by, why }: Refusal,
    step: number,
  ): void {
    const proposed = nameOf(action) || showValue(action);
    journal.note(
      {
        type: "refused",
        ...(proposal !== undefined && { proposal }),
        incident: incidentId(),
        step,
        proposed,
        by,
        reason: why,
      },
      `${proposed} is not carried out: ${why}`,
    );
  }

  function giveOrder(proposal: string, action: Order["action"], reason: string, context: StepContext): void {
    orders.give({ action, reason, proposal, takesAttempt: takesAttempt(action, context) }, context.step);
  }

  /** A replica that the guardrails take back, since it did not help. */
  function handleNothing(context: StepContext): Answered {
    lastTold = "";
    const before = guards.executor().saveState();
    const { executed } = guards.executor().execute(NOOP, {
      step: context.step,
      inBreach: context.reading.inBreach || !context.reading.isMeasured,
    });
    if (executed.kind === "noop") return { executed: NOOP };
    const refusal = mode === "act" ? gateRefusal(executed, context, { isUndo: true }) : undefined;
    if (mode !== "act" || refusal !== undefined) {
      guards.restore(before);
      return { executed: NOOP };
    }
    const reason = "the replica that was added has not helped";
    const proposal = `${incidentId()}-${context.step}-guardrails`;
    noteProposal(proposal, executed, { decision: { action: executed, propensity: 1, reason } }, context.step);
    orders.give({ action: executed, reason, proposal, takesAttempt: false }, context.step);
    return { executed };
  }

  return {
    handle: async (answer, context) => {
      const action = answer.decision.action;
      if (action?.kind === "noop") return handleNothing(context);
      const { step } = context;
      const proposal = `${incidentId()}-${step}`;
      // A proposal that is no action of this system is refused as any other.
      const refusal = nonsense(action, settings) ?? gateRefusal(action, context) ??
        (mode === "act" ? guardrailRefusal(action, context) : tryGuardrails(action, context));
      const told = `${incidentId()} ${nameOf(action)} ${refusal?.by ?? ""}`;
      const isNews = told !== lastTold;
      lastTold = told;
      if (refusal !== undefined) {
        if (isNews && isAction(action)) noteProposal(proposal, action, answer, step);
        if (isNews) noteRefusal(isAction(action) ? proposal : undefined, action, refusal, step);
        return { executed: NOOP, refusal };
      }
      const { reason } = answer.decision;
      if (mode === "act") {
        noteProposal(proposal, action, answer, step);
        giveOrder(proposal, action, reason, context);
        return { executed: action };
      }
      const isNew = mode === "approve" ? isNews : isNewSuggestion(told);
      if (isNew) noteProposal(proposal, action, answer, step);
      if (mode === "suggest" && isNew) journal.tell(`to do: ${await orders.plan(action, reason)}`);
      if (mode === "approve") await ask(proposal, action, reason);
      return { executed: NOOP };
    },

    carryOutApproved: (contextNow) => {
      for (const { id, action, reason, approvedBy } of approvals.approved()) {
        const context = contextNow();
        const gate = gateRefusal(action, context);
        if (gate?.passes) continue;
        const refusal = gate ?? guardrailRefusal(action, context);
        approvals.take(id);
        if (refusal !== undefined) noteRefusal(id, action, refusal, context.step);
        else {
          giveOrder(id, action, `${reason} (approved by ${approvedBy})`, context);
          return action;
        }
      }
      return undefined;
    },

    undoRefusal: (action, context) =>
      gateRefusal(action, context, { isUndo: true }) ?? tryGuardrails(action, context),

    undo: (action, { undoes, reason }, context) => {
      guardrailRefusal(action, context);
      const proposal = `${incidentId()}-${context.step}-undo`;
      orders.give({ action, reason, proposal, takesAttempt: false, undoes }, context.step);
    },
  };

  async function ask(id: string, action: Order["action"], reason: string): Promise<void> {
    const name = describeAction(action);
    if (memory.state.approvals.some((one) => describeAction(one.action) === name) || !approvals.hasRoom()) {
      return;
    }
    const plan = await orders.plan(action, reason);
    approvals.ask({ id, action, incident: incidentId(), reason, plan });
  }
}

function isAction(action: Action): action is Order["action"] {
  return nameOf(action) !== "";
}

/** The action as text; "" for what is none. */
function nameOf(action: Action): string {
  try {
    return describeAction(action);
  } catch {
    return "";
  }
}

/** Why something is no action of the system. */
function nonsense(action: Action, { topology }: LoopSettings): Refusal | undefined {
  try {
    checkAction(action, topology);
    return undefined;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { by: "guardrails", why: error.message, passes: false };
  }
}
