import { describeAction, type Topology, UsageError } from "../../model/mod.ts";
import type { Actuators } from "../actuators/catalogue.ts";
import { Away } from "../actuators/checked_actuator.ts";
import { redactSecrets } from "../config/redact.ts";
import type { Order } from "../contract.ts";
import type { CheckResult } from "./check_result.ts";
import { CARRIED_OUT_KINDS, possibleActions } from "./possible_actions.ts";

/** Dry runs that are asked of one entry. */
const MAX_DRY_RUNS = 20;

/** Asks each actuator whether it could act, and for dry runs where they ask the system and not only say what an order would be. */
export async function checkActuators(
  { entries, routing }: Pick<Actuators, "entries" | "routing">,
  { topology, signal, dryRuns }: {
    readonly topology: Topology;
    readonly signal?: AbortSignal;
    /** Whether to ask for dry runs. */
    readonly dryRuns: boolean;
  },
): Promise<CheckResult[]> {
  const found: CheckResult[] = [];
  for (const { name, actuator } of entries) {
    const answer = await answerOf(name, () => actuator.check?.(signal));
    found.push(answer);
    if (!dryRuns || answer.verdict === "away" || answer.verdict === "wrong" || actuator.kind === "dry-run") {
      continue;
    }
    if (actuator.dryRuns === undefined) {
      found.push({ asked: name, verdict: "not asked", text: "what it answers to an order" });
      continue;
    }
    const own = ownActions(name, { routing, topology });
    const chosen = actuator.dryRuns === "of each kind"
      ? own.filter(({ kind }, i) => own.findIndex((one) => one.kind === kind) === i)
      : own;
    for (const action of chosen.slice(0, MAX_DRY_RUNS)) {
      found.push(await dryRun(name, action, { routing, ...(signal && { signal }) }));
    }
    if (chosen.length > MAX_DRY_RUNS) {
      const text = `${chosen.length - MAX_DRY_RUNS} more dry runs`;
      found.push({ asked: name, verdict: "not asked", text });
    }
  }
  return found.map((one) => ({ ...one, text: redactSecrets(one.text) }));
}

async function answerOf(asked: string, ask: () => Promise<string> | undefined): Promise<CheckResult> {
  try {
    return { asked, verdict: "ok", text: await ask() ?? "" };
  } catch (error) {
    if (error instanceof Away) return { asked, verdict: "away", text: error.message };
    if (error instanceof Error) return { asked, verdict: "wrong", text: error.message };
    throw error;
  }
}

/** Actions that go to an entry; what takes others back has nothing to take back yet. */
function ownActions(
  name: string,
  { routing, topology }: { readonly routing: Actuators["routing"]; readonly topology: Topology },
): Order["action"][] {
  return CARRIED_OUT_KINDS.filter((kind) => kind !== "restore")
    .flatMap((kind) => possibleActions(kind, topology))
    .filter((action) => {
      const routed = routing.route(action);
      return "route" in routed && routed.route.name === name;
    });
}

async function dryRun(
  name: string,
  action: Order["action"],
  { routing, signal }: { readonly routing: Actuators["routing"]; readonly signal?: AbortSignal },
): Promise<CheckResult> {
  const asked = `${name} ${describeAction(action)}`;
  const routed = routing.route(action);
  if ("refused" in routed) throw new UsageError(routed.refused);
  const order = {
    action,
    incident: "check",
    idempotencyKey: `check-${action.kind}`,
    dryRun: true,
    reason: "a check",
  };
  const { outcome, detail } = await routed.route.actuator.carryOut(order, signal);
  return outcome === "planned" ? { asked, verdict: "ok", text: `dry run: ${detail}` } : {
    asked,
    verdict: "note",
    text: `the dry run ${outcome === "failed" ? "has failed" : "has no answer"}: ${detail}`,
  };
}
