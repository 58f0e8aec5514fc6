import type { Environment } from "../../simulator/mod.ts";
import { baselinesFor } from "../core/baselines.ts";
import type { Baselines } from "../core/mitigation.ts";
import { createSession, type Session } from "../core/session.ts";
import { type MakeSystem, systemOf } from "../core/systems.ts";
import type { Task, TaskBook, TaskChoice } from "../core/tasks.ts";
import { type Cost, judge, type Judged } from "./judge.ts";

/** Who plays: one agent, which may keep what it learns from episode to episode. */
export interface Player {
  /** What tables call it. */
  readonly name: string;
  /** Whether it is given the ground truth. */
  readonly isTold?: boolean;
  /**
   * Plays one episode through a session, from `begin` to wherever it stops; what is left of the episode then passes without an action.
   *
   * @param environment the system behind the session once it has begun, for those that are told
   */
  play(session: Session, begin: Beginning, environment: () => Environment): Promise<Cost> | Cost;
}

/** How an episode is begun. */
export interface Beginning {
  /** Which one. */
  readonly choice: TaskChoice;
  /** Its number among those that are played, from 1. */
  readonly number: number;
  /** Whether logs and traces are recorded. */
  readonly withTelemetry: boolean;
}

/** The field on which agents are scored: every one of them meets the same episodes. */
export interface Field {
  /** Lets an agent play an episode, and judges it. */
  play(player: Player, begin: Beginning): Promise<Judged>;
}

/** Creates a field. What an episode is judged against is worked out once for all agents. */
export function createField(tasks: TaskBook): Field {
  const baselines = new Map<string, Baselines>();
  let environment: Environment;
  const makeSystem: MakeSystem = (task, choice) => environment = systemOf(task, choice);

  function baselinesOf(task: Task): Baselines {
    const key = JSON.stringify([task.suite, task.split, task.index]);
    const known = baselines.get(key) ?? baselinesFor(task);
    baselines.set(key, known);
    return known;
  }

  return {
    async play(player, begin) {
      const session = createSession({ id: String(begin.number), tasks, makeSystem, baselinesOf });
      try {
        const cost = await player.play(session, begin, () => environment);
        const score = session.end();
        return judge(score, {
          baselines: baselinesOf(tasks.find(begin.choice)),
          cost,
          ...(player.isTold !== undefined && { isTold: player.isTold }),
        });
      } finally {
        session.close();
      }
    },
  };
}
