import type { AuditEntry } from "../../act/mod.ts";
import { everyAction } from "../../decide/mod.ts";
import {
  type Action,
  type AgentContext,
  type AgentStep,
  NOOP,
  type Observation,
  requireName,
  UsageError,
} from "../../model/mod.ts";
import { type OpenEpisode, openEpisode } from "../../run/open_episode.ts";
import type { Environment } from "../../simulator/mod.ts";
import { baselinesFor } from "./baselines.ts";
import { type Course, watch } from "./course.ts";
import { type Baselines, mitigationOf } from "./mitigation.ts";
import { type Score, scoreOf, type Submitted, type ToldScore, toldScore } from "./score.ts";
import { type MakeSystem, systemOf } from "./systems.ts";
import type { Task, TaskBook, TaskChoice } from "./tasks.ts";
import type { Remarks, Submission, Turn } from "./turn.ts";

/** What is known after a step: all that a face may send. */
export interface Seen {
  /** What monitoring shows; undefined where none of the late telemetry has come yet. */
  readonly observation: Observation | undefined;
  /** Steps since the start of the episode. */
  readonly step: number;
  /** Steps that the episode has. */
  readonly steps: number;
  /** Reward of the step, or their sum where several have passed. */
  readonly reward: number;
  /** Whether the step broke the SLO; of several the last. */
  readonly sloViolated: boolean;
  /** What was carried out: `noop` where a guardrail refused what was asked for. */
  readonly executed: Action;
  /** The proposal and the guardrail that refused it; absent: none was. */
  readonly refused?: string;
  /** Per action 1 if it would be carried out now, 0 if a guardrail would refuse it. */
  readonly mask: Uint8Array;
  /** Whether the episode is over. */
  readonly done: boolean;
  /** What it came to, once it is over. */
  readonly score?: ToldScore;
}

/** How a session plays. */
export interface SessionOptions {
  /** Whether logs and traces are recorded. Default false. They change no metric. */
  readonly withTelemetry?: boolean;
  /** Whether an episode begins after its warm-up, in which agents only look on. Default true. */
  readonly skipWarmup?: boolean;
  /** Whether every step is kept for `end`, as `runEpisode` does with `trace`. Default false. */
  readonly trace?: boolean;
  /** Name of the agent in the record. Default "outside". */
  readonly agent?: string;
}

/** One agent from outside at its episodes. */
export interface Session {
  /** A random name, which says nothing of the episode. */
  readonly id: string;
  /** Begins the episode of a task; one that is under way is dropped. @throws {UsageError} for a task that there is not */
  begin(choice?: TaskChoice, options?: SessionOptions): Seen;
  /** What an agent is told at the beginning. @throws {UsageError} before the first `begin`, as all that follows */
  readonly context: AgentContext;
  /** The actions behind the indices, noop first. */
  readonly actions: readonly Action[];
  /** What was seen last. */
  readonly seen: Seen;
  /** Everything that monitoring has shown in this episode, oldest first. */
  readonly history: readonly Observation[];
  /** What was asked for other than `noop`, with what became of it. */
  readonly audit: readonly AuditEntry[];
  /** Messages answered in this episode. */
  readonly calls: number;
  /** Whether logs and traces are recorded. */
  readonly hasTelemetry: boolean;
  /** Does what a message asks for: acts, advances, submits or ends. @throws {UsageError} for what is not in this system, and after the last step */
  take(turn: Turn): Seen;
  /** Carries out an action as far as the guardrails let it, and advances by one step. @throws {UsageError} as `take` */
  step(action: Action, remarks?: Remarks): Seen;
  /** Lets some steps pass without acting, at most to the end of the episode. */
  advance(steps: number, remarks?: Remarks): Seen;
  /** Says what the cause is, which takes no time; it holds until something else is submitted. @throws {UsageError} for an unknown service */
  submit(submission: Submission): Seen;
  /** Lets the rest of the episode pass without acting and judges it. Not for faces: it is the ground truth. */
  end(): Score;
  /** Whether an episode has begun. */
  readonly hasBegun: boolean;
  /** Gives its system back. */
  close(): void;
}

/** What a session has while it plays. */
interface Playing {
  readonly task: Task;
  readonly environment: Environment;
  readonly course: Course;
  readonly episode: OpenEpisode;
  readonly actions: readonly Action[];
  readonly history: Observation[];
  readonly withTelemetry: boolean;
  seen: Seen;
  held: Submitted | null;
  calls: number;
  score?: Score;
}

/** Creates a session. Nothing of it is read from a clock or drawn: the same messages have the same answers. */
export function createSession(
  { id, tasks, makeSystem = systemOf, baselinesOf = baselinesFor }: {
    readonly id: string;
    readonly tasks: TaskBook;
    /** Makes the system that is played on. Default: `systemOf`. */
    readonly makeSystem?: MakeSystem;
    /** What an episode is judged against. Default: it is played anew. */
    readonly baselinesOf?: (task: Task) => Baselines;
  },
): Session {
  let playing: Playing | undefined;

  function current(): Playing {
    if (playing === undefined) throw new UsageError("No episode has begun: reset first");
    return playing;
  }

  function maskOf({ context }: OpenEpisode, actions: readonly Action[]): Uint8Array {
    return Uint8Array.from(actions, (action) => context.allows!(action) ? 1 : 0);
  }

  /** One step with one answer. */
  function advanceBy(action: Action, remarks: Remarks): void {
    const now = current();
    const { episode, environment: { steps } } = now;
    if (episode.step >= steps) {
      throw new UsageError(`The episode is over after step ${steps}: reset to begin another`);
    }
    const { feedback, refused } = episode.take(answerOf(action, remarks, now));
    if (episode.seen !== undefined) now.history.push(episode.seen);
    const done = episode.step >= steps;
    now.seen = {
      observation: episode.seen,
      step: episode.step,
      steps,
      reward: feedback.reward,
      sloViolated: feedback.sloViolated,
      executed: feedback.executed,
      ...(refused !== undefined && { refused }),
      mask: EMPTY,
      done,
    };
    if (done) {
      const { task, held, course } = now;
      now.score = scoreOf(episode.finish(), held, () => mitigationOf(course, baselinesOf(task)));
      now.seen = {
        ...now.seen,
        score: toldScore(now.score, { hidden: task.split === "hidden" }),
      };
    }
  }

  /** What is seen after the last step, with the mask, which several steps in a row do without. */
  function shown(more: Partial<Seen> = {}): Seen {
    const now = current();
    return now.seen = { ...now.seen, mask: maskOf(now.episode, now.actions), ...more };
  }

  function advance(steps: number, remarks: Remarks): Seen {
    let reward = 0;
    for (let i = 0; i < steps && (i === 0 || !current().seen.done); i++) {
      advanceBy(NOOP, remarks);
      reward += current().seen.reward;
    }
    return shown({ reward });
  }

  function submit(submission: Submission): Seen {
    const now = current();
    const names = now.episode.context.topology.services.map(({ name }) => name);
    for (const { service } of submission.suspects) requireName("service", service, names);
    if (now.seen.done) throw new UsageError("The episode is over: what is submitted now comes too late");
    now.held = { ...submission, step: now.episode.step };
    return shown({ reward: 0 });
  }

  function end(): Score {
    const now = current();
    if (!now.seen.done) advance(now.environment.steps - now.episode.step, {});
    return now.score!;
  }

  function step(action: Action, remarks: Remarks = {}): Seen {
    advanceBy(action, remarks);
    return shown();
  }

  function actionAt(index: number): Action {
    const { actions } = current();
    const action = actions[index];
    if (action !== undefined) return action;
    throw new UsageError(`An action must be a whole number from 0 to ${actions.length - 1}, found ${index}`);
  }

  function take(turn: Turn): Seen {
    current().calls++;
    if (turn.kind === "submit_diagnosis") return submit(turn);
    if (turn.kind === "end") {
      // Of an episode that is over, the rewards have been told.
      const told = current().seen.done;
      end();
      return shown(told ? { reward: 0 } : {});
    }
    if (turn.kind === "advance") return advance(turn.steps ?? 1, turn);
    if (turn.kind === "index") return step(actionAt(turn.index), turn);
    const { alarm, diagnosis, reason, metadata: _, ...action } = turn;
    return step(action as Action, { alarm, diagnosis, reason });
  }

  return {
    id,
    begin(choice = {}, { withTelemetry = false, skipWarmup = true, trace = false, agent = "outside" } = {}) {
      const task = tasks.find(choice);
      const { scenario, seed } = task;
      const { environment, course } = watch(makeSystem(task, { withTelemetry }));
      const episode = openEpisode({
        ...{ environment, seed, agent, privileged: false, trace, scenario: scenario.name },
        ...{ trial: 1, episode: 1, guardrails: scenario.guardrails },
        telemetryDelaySteps: scenario.telemetryDelaySteps,
        actionDelaySteps: scenario.actionDelaySteps,
      });
      const actions = everyAction(episode.context.topology);
      playing = {
        ...{ task, environment, course, episode, actions, withTelemetry, held: null, calls: 0 },
        history: episode.seen === undefined ? [] : [episode.seen],
        seen: {
          observation: episode.seen,
          ...{ step: episode.step, steps: environment.steps, reward: 0, sloViolated: false },
          ...{ executed: NOOP, mask: EMPTY, done: false },
        },
      };
      if (skipWarmup) advance(environment.warmupSteps, {});
      return shown({ reward: 0 });
    },
    get context() {
      return current().episode.context;
    },
    get actions() {
      return current().actions;
    },
    get seen() {
      return current().seen;
    },
    get history() {
      return current().history;
    },
    get audit() {
      return current().episode.executor.log;
    },
    get calls() {
      return playing?.calls ?? 0;
    },
    get hasTelemetry() {
      return current().withTelemetry;
    },
    get hasBegun() {
      return playing !== undefined;
    },
    take,
    step,
    advance: (steps, remarks = {}) => advance(steps, remarks),
    submit,
    end,
    close() {
      playing = undefined;
    },
  };
}

const EMPTY = new Uint8Array();

/**
 * An answer as an agent's that is played here. A diagnosis that was submitted stands for those of later steps, in which none is stated; it is an
 * alarm in its own step alone.
 */
function answerOf(action: Action, remarks: Remarks, { held, episode }: Playing): AgentStep {
  const { services } = episode.context.topology;
  const stated = remarks.diagnosis ?? held;
  const isNews = remarks.diagnosis !== undefined || held?.step === episode.step;
  const anomalous = remarks.alarm ?? (isNews && stated!.suspects.length > 0);
  const score = anomalous ? 1 : 0;
  const [first] = stated?.suspects ?? [];
  return {
    decision: { action, propensity: 1, reason: remarks.reason ?? "" },
    detection: { scores: new Float64Array(services.length).fill(score), globalScore: score, anomalous },
    ...(first !== undefined && {
      diagnosis: {
        suspect: first.service,
        ...(first.kind !== undefined && { fault: first.kind }),
        confidence: stated!.confidence ?? 1,
        ranking: stated!.suspects.map(({ service }, i) => ({ service, score: 1 / (i + 1) })),
        rationale: remarks.reason ?? "",
      },
    }),
  };
}
