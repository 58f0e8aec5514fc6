import { z } from "zod";
import { checkOptions } from "../../lib/model/check_options.ts";
import { type Action, describeAction, STEP_SECONDS, UsageError } from "../../lib/model/mod.ts";
import { readJsonBody, Refusal, refusalOf } from "../../lib/live/intake/read_body.ts";
import {
  createServiceMetrics,
  exposeMetrics,
  type Handler,
  type SimulatedSystem,
} from "../../lib/live/mod.ts";
import type { FaultInjection } from "../../lib/simulator/mod.ts";
import { simulationPage } from "./page.ts";
import { stateOf } from "./state.ts";

/** A simulated system behind HTTP. */
export interface SimulationServer {
  /** Answers a request. */
  readonly handle: Handler;
  /** Lets so many steps pass. */
  advance(steps: number): void;
}

/** Largest body of a request. */
const MAX_BODY_BYTES = 65_536;
/** Keys of actions that are remembered, so that none is carried out twice. */
const MAX_KEYS = 1000;

/** What is answered where, by path and method. */
type Routes = Readonly<Record<string, Readonly<Record<string, Handler>>>>;

const ENVELOPE = z.strictObject({
  action: z.looseObject({ kind: z.string() }),
  idempotencyKey: z.string().max(200).optional(),
});

/** Puts a simulated system behind HTTP: its metrics, its state, and faults and actions on command. */
export function createSimulationServer(
  system: SimulatedSystem,
  { speed }: { readonly speed: number },
): SimulationServer {
  const metrics = createServiceMetrics(system);
  const keys = new Set<string>();
  metrics.update(STEP_SECONDS / speed);

  async function act(request: Request): Promise<Response> {
    const body = await readJsonBody(request, MAX_BODY_BYTES);
    const { action, idempotencyKey } = actionIn(body);
    const key = idempotencyKey ?? request.headers.get("idempotency-key") ?? undefined;
    const step = system.observation.step + 1 + system.waiting.length;
    if (key !== undefined && keys.has(key)) {
      return Response.json({ action: describeAction(action), repeated: true });
    }
    system.submit(action);
    if (key !== undefined) remember(key);
    return Response.json({ action: describeAction(action), step }, { status: 202 });
  }

  function remember(key: string): void {
    keys.add(key);
    const [oldest] = keys;
    if (keys.size > MAX_KEYS) keys.delete(oldest!);
  }

  async function inject(request: Request): Promise<Response> {
    const body = await readJsonBody(request, MAX_BODY_BYTES);
    // Checked by the environment.
    const { type, service, caller, startStep, durationSteps, severity } = system.inject(
      body as FaultInjection,
    );
    const fault = {
      type,
      service,
      ...(caller !== undefined && { caller }),
      startStep,
      durationSteps,
      severity,
    };
    return Response.json(fault, { status: 201 });
  }

  const state = () => stateOf(system, speed);
  const routes: Routes = {
    "/": {
      GET: (request) => {
        const page = simulationPage(state(), new URL(request.url).origin);
        return Promise.resolve(
          new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } }),
        );
      },
    },
    "/metrics": { GET: (request) => exposeMetrics([metrics.registry], request) },
    "/state": { GET: () => Promise.resolve(Response.json(state())) },
    "/topology": { GET: () => Promise.resolve(Response.json(system.topology)) },
    "/faults": {
      GET: () => Promise.resolve(Response.json(state().faults)),
      POST: inject,
      DELETE: () => {
        const ended = system.faults.length;
        system.endFaults();
        return Promise.resolve(Response.json({ ended }));
      },
    },
    "/actions": { POST: act },
  };

  return {
    handle: async (request) => {
      try {
        return await route(request, routes);
      } catch (error) {
        const { status, message } = refusalOf(error);
        return Response.json({ error: message }, { status });
      }
    },
    advance: (steps) => {
      for (let i = 0; i < steps; i++) {
        system.advance();
        metrics.update(STEP_SECONDS / speed);
      }
    },
  };
}

function route(request: Request, routes: Routes): Promise<Response> {
  const { pathname } = new URL(request.url);
  const methods = Object.hasOwn(routes, pathname) ? routes[pathname]! : undefined;
  if (methods === undefined) {
    throw new Refusal(404, `there is no ${pathname.slice(0, 100)}. Known: ${Object.keys(routes).join(", ")}`);
  }
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (!Object.hasOwn(methods, method)) {
    throw new Refusal(405, `${pathname} answers ${Object.keys(methods).join(", ")}, found ${request.method}`);
  }
  return methods[method]!(request);
}

/** The action in a body: alone, or in an envelope with a key. @throws {UsageError} for what is neither; the system checks the rest */
function actionIn(body: unknown): { readonly action: Action; readonly idempotencyKey?: string | undefined } {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new UsageError("an action is an object as { kind, service }");
  }
  if (!("action" in body)) return { action: body as Action };
  const { action, idempotencyKey } = checkOptions("actions", ENVELOPE, body, "the body");
  return { action: action as unknown as Action, idempotencyKey };
}
