import { rememberSecret } from "../../../config/redact.ts";
import { createExecutor, DEFAULT_GUARDRAILS, type ExecutorState } from "../../../../act/mod.ts";
import { type Action, describeAction } from "../../../../model/mod.ts";
import { showValue } from "../../../../model/show_value.ts";
import { createStream, type Stream } from "../../../../random/mod.ts";
import { createOrderBook } from "../../../audit/open_orders.ts";
import { type AuditHead, openAuditLog, verifyAudit } from "../../../audit/mod.ts";
import type { Actuator, Order, Receipt } from "../../../contract.ts";
import { guarded } from "../../guarded.ts";
import { createRouting, type Routing } from "../../routing.ts";
import { createHostileAgent } from "./hostile_proposals.ts";
import { createLimitWatch, type LimitWatch } from "./limit_watch.ts";
import { TOPOLOGY } from "../orders.ts";

/** Texts that the fakes say, and that may be in no receipt and no record. */
export const PLANTED_SECRETS = ["planted-secret-1f9a", "Bearer planted-token-77c2"] as const;

/** What came of a run of hostile proposals. */
export interface ChaosFigures {
  readonly proposals: number;
  /** Proposals that were no action at all. */
  readonly noActions: number;
  /** Refused by the guardrails. */
  readonly refused: number;
  /** Refused since nothing carries such an action out. */
  readonly unrouted: number;
  /** Orders that reached a fake. */
  readonly orders: number;
  /** Restarts of the loop in between, with nothing kept but the state and the log. */
  readonly restarts: number;
  /** Records of the audit log. */
  readonly records: number;
  /** Limits that were broken. */
  readonly broken: readonly string[];
  /** Why the audit log is not whole, in words; undefined: it is. */
  readonly auditProblem?: string;
  /** Orders without a receipt, keys ordered twice. */
  readonly openOrders: number;
  readonly repeatedOrders: number;
  /** Secrets that were found in the log or in a receipt. */
  readonly leaks: number;
}

/** How often the loop is restarted in a run. */
const RESTARTS = 3;

/** Runs an agent that tries to break limits against guardrails, routing, fakes and audit log. */
export async function runChaos(
  { proposals, seed, path }: { readonly proposals: number; readonly seed: number; readonly path: string },
): Promise<ChaosFigures> {
  const stream = createStream(seed, "chaos");
  const watch = createLimitWatch(TOPOLOGY, DEFAULT_GUARDRAILS);
  const propose = createHostileAgent(TOPOLOGY, stream);
  const count = { noActions: 0, refused: 0, unrouted: 0, orders: 0, restarts: 0, leaks: 0 };
  const clock = { step: 0 };
  const routing = routingTo(fakeSystem({ stream, watch, clock }));
  const open = (head?: AuditHead) =>
    openAuditLog(path, {
      clock: { now: () => clock.step },
      flush: false,
      ...(head && { head }),
    });
  let log = open();
  let executor = createExecutor({ topology: TOPOLOGY });
  for (clock.step = 0; clock.step < proposals; clock.step++) {
    if (clock.step > 0 && clock.step % Math.ceil(proposals / (RESTARTS + 1)) === 0) {
      count.restarts++;
      const state: ExecutorState = JSON.parse(JSON.stringify(executor.saveState()));
      executor = createExecutor({ topology: TOPOLOGY, state });
      log.close();
      log = open(log.head);
    }
    const proposal = propose() as Action;
    const verdict = judge(proposal);
    if ("problem" in verdict) {
      count[verdict.by]++;
      log.append({
        type: "refused",
        incident: "chaos",
        step: clock.step,
        proposed: showValue(proposal),
        by: verdict.by,
        reason: verdict.problem,
      });
      continue;
    }
    await give(verdict.action);
  }
  log.close();
  const found = inspect(path, log.head);
  const leaks = count.leaks + found.leaks;
  return { proposals, ...count, records: log.head.count, broken: watch.broken, ...found, leaks };

  function judge(
    proposal: Action,
  ): { by: "noActions" | "refused" | "unrouted"; problem: string } | { action: Order["action"] } {
    try {
      const { executed, refused } = executor.execute(proposal, {
        step: clock.step,
        inBreach: stream.next() < 0.5,
      });
      if (refused !== undefined) return { by: "refused", problem: refused };
      if (executed.kind === "noop") return { by: "noActions", problem: "nothing was proposed" };
      const routed = routing.route(executed);
      if ("route" in routed) return { action: executed };
      executor.notCarriedOut(executed);
      return { by: "unrouted", problem: routed.refused };
    } catch (error) {
      return { by: "noActions", problem: error instanceof Error ? error.message : "not even an error" };
    }
  }

  async function give(action: Order["action"]): Promise<void> {
    const routed = routing.route(action) as { route: Routing["routes"][number] };
    const about = { incident: "chaos", idempotencyKey: `k-${clock.step}` };
    const order: Order = { action, ...about, dryRun: false, reason: describeAction(action) };
    log.append({
      type: "order",
      proposal: `p-${clock.step}`,
      ...about,
      action,
      actuator: routed.route.name,
      dryRun: false,
      mode: "act",
      reason: order.reason,
    });
    count.orders++;
    const receipt = await routed.route.actuator.carryOut(order);
    if (PLANTED_SECRETS.some((secret) => JSON.stringify(receipt).includes(secret.split(" ").at(-1)!))) {
      count.leaks++;
    }
    log.append({ type: "receipt", ...about, ...receipt });
    if (receipt.outcome === "failed" || receipt.outcome === "planned") executor.notCarriedOut(action);
  }
}

/** A system that carries out, fails, times out, throws and says secrets. */
function fakeSystem(
  { stream, watch, clock }: {
    readonly stream: Stream;
    readonly watch: LimitWatch;
    readonly clock: { step: number };
  },
): Actuator {
  return {
    kind: "fake",
    supports: ({ kind }) => kind !== "failover",
    carryOut: ({ action }): Promise<Receipt> => {
      const draw = stream.next();
      watch.see(action, clock.step, draw < 0.8);
      if (draw >= 0.7 && draw < 0.8) return Promise.reject(new Error(`broke with ${PLANTED_SECRETS[1]}`));
      const outcome = draw < 0.6 ? "done" : draw < 0.7 ? "unknown" : "failed";
      return Promise.resolve({ outcome, detail: `said ${PLANTED_SECRETS[0]}\nand "more"` });
    },
    close: () => Promise.resolve(),
  };
}

/** Routes for all but the caches. */
function routingTo(fake: Actuator): Routing {
  const kinds = ["restart", "rollback", "failover", "scale"];
  for (const secret of PLANTED_SECRETS) rememberSecret(secret);
  const actuator = guarded(fake);
  return createRouting([
    { name: "actions[0] fake", match: { kind: kinds, service: "*" }, actuator },
    {
      name: "actions[1] fake",
      match: { kind: ["drain", "limit_traffic", "open_breaker", "restore"] },
      actuator,
    },
  ]);
}

function inspect(path: string, head: AuditHead) {
  const book = createOrderBook();
  let leaks = 0;
  const { problem } = verifyAudit(path, {
    head,
    onEntry: (entry) => {
      book.read(entry);
      const text = JSON.stringify(entry);
      if (/planted-(secret|token)-/.test(text)) leaks++;
    },
  });
  return {
    ...(problem !== undefined && { auditProblem: problem }),
    openOrders: book.open.length,
    repeatedOrders: book.repeated.length,
    leaks,
  };
}
