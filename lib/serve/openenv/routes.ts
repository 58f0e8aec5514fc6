import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { requireName, UsageError } from "../../model/mod.ts";
import { CapacityError, type SessionHost } from "../core/session_host.ts";
import { type Split, SPLITS, type TaskBook } from "../core/tasks.ts";
import { readTurn } from "../core/turn.ts";
import { ENVIRONMENT_NAME, METADATA, OPEN_API, resetSchema, SCHEMAS } from "./documents.ts";
import { resetSession, stepSession } from "./episode.ts";

/** An answer of a route. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** Tasks that one answer lists at most. */
const MAX_LISTED = 1000;

const STEP = z.looseObject({
  action: z.record(z.string(), z.unknown()),
  timeout_s: z.number().gt(0).nullable().optional(),
  request_id: z.string().max(255).nullable().optional(),
});
const OF_SPLIT = z.strictObject({ split: z.string() });
const OF_TASK = z.strictObject({ split: z.string(), index: z.int() });
const OF_RANGE = z.strictObject({
  split: z.string(),
  start: z.int().min(0).nullable().optional(),
  stop: z.int().min(0).nullable().optional(),
});

/** OpenEnv's types of splits, by ours. */
const TYPES: Readonly<Record<Split, string>> = { tuning: "train", judging: "validation", hidden: "test" };

/**
 * Answers OpenEnv's plain HTTP: documents, tasks, and an episode's first steps. Each request that plays does so in a session of its own, which ends
 * with it, as on OpenEnv's own server; sessions that last are on its WebSocket.
 *
 * @returns undefined for a path that is none of its own
 */
export function openEnvRoute(
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: () => unknown },
  host: SessionHost,
): Answered | undefined {
  const route = ROUTES[path];
  if (route === undefined) return unknownEnvironment(path);
  if (route.method !== method) {
    return { status: 405, body: { detail: `${path} takes ${route.method}` } };
  }
  try {
    return { status: 200, body: route.answer(host, body) };
  } catch (error) {
    if (error instanceof CapacityError) return { status: 503, body: { detail: error.message } };
    if (error instanceof RangeError) return { status: 400, body: { detail: error.message } };
    if (error instanceof UsageError) {
      return { status: 422, body: { detail: [{ loc: ["body"], msg: error.message, type: "value_error" }] } };
    }
    throw error;
  }
}

function unknownEnvironment(path: string): Answered | undefined {
  const [, name, route] = path.match(/^\/([^/]+)\/(splits|tasks|num_tasks|task|task_range)$/) ?? [];
  if (route === undefined) return undefined;
  return { status: 404, body: { detail: `unknown environment "${name}": known: ${ENVIRONMENT_NAME}` } };
}

interface Route {
  readonly method: "GET" | "POST";
  answer(host: SessionHost, body: () => unknown): unknown;
}

const get = (answer: Route["answer"]): Route => ({ method: "GET", answer });
const post = (answer: Route["answer"]): Route => ({ method: "POST", answer });
const task = (name: string) => `/${ENVIRONMENT_NAME}/${name}`;

const ROUTES: Readonly<Record<string, Route>> = {
  "/health": get(() => ({ status: "healthy" })),
  "/metadata": get(() => METADATA),
  "/schema": get(() => SCHEMAS),
  "/openapi.json": get(() => OPEN_API),
  "/state": get(() => ({ episode_id: null, step_count: 0, step: 0, done: false })),
  "/reset": post((host, body) => {
    const options = checkOptions("reset", resetSchema, body() ?? {}, "the body");
    return inSession(host, (session) => resetSession(session, options));
  }),
  "/step": post((host, body) => {
    const { action } = checkOptions("step", STEP, body(), "the body");
    const turn = readTurn(action);
    return inSession(host, (session) => {
      session.begin();
      return stepSession(session, turn);
    });
  }),
  "/list_environments": get(() => [ENVIRONMENT_NAME]),
  [task("splits")]: get(({ tasks }) =>
    tasks.suites.flatMap(({ name }) =>
      SPLITS.map((split) => ({ name: `${name}/${split}`, type: TYPES[split] }))
    )
  ),
  [task("tasks")]: post(({ tasks }, body) => {
    const at = splitOf(tasks, checkOptions("tasks", OF_SPLIT, body(), "the body").split);
    return { tasks: specs(at, 0, Math.min(at.count, MAX_LISTED)), env_name: ENVIRONMENT_NAME };
  }),
  [task("num_tasks")]: post(({ tasks }, body) => ({
    num_tasks: splitOf(tasks, checkOptions("num_tasks", OF_SPLIT, body(), "the body").split).count,
  })),
  [task("task")]: post(({ tasks }, body) => {
    const { split, index } = checkOptions("task", OF_TASK, body(), "the body");
    const at = splitOf(tasks, split);
    if (index < 0 || index >= at.count) throw new RangeError("Invalid task index");
    return { task: specs(at, index, index + 1)[0] };
  }),
  [task("task_range")]: post(({ tasks }, body) => {
    const { split, start, stop } = checkOptions("task_range", OF_RANGE, body(), "the body");
    const at = splitOf(tasks, split);
    const from = Math.min(start ?? 0, at.count);
    const to = Math.min(stop ?? at.count, at.count, from + MAX_LISTED);
    return { tasks: specs(at, from, to) };
  }),
};

function inSession<T>(
  host: SessionHost,
  play: (session: ReturnType<SessionHost["open"]>) => T,
): T {
  const session = host.open();
  try {
    return play(session);
  } finally {
    host.close(session.id);
  }
}

interface SplitOfSuite {
  readonly suite: string;
  readonly split: Split;
  readonly count: number;
}

/** A split by the name that OpenEnv has for it, `suite/split`. @throws {UsageError} for an unknown one */
function splitOf({ suites, count }: TaskBook, name: string): SplitOfSuite {
  const known = suites.flatMap(({ name }) => SPLITS.map((split) => `${name}/${split}`));
  const [suite, split] = requireName("split", name, known).split("/") as [string, Split];
  return { suite, split, count: count(suite, split) };
}

/** What is told of tasks: what `reset` takes. */
function specs({ suite, split }: SplitOfSuite, from: number, to: number): object[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => ({ suite, split, index: from + i }));
}
