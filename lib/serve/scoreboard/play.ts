import { environmentOptions } from "../../bench/agents/resolve.ts";
import { createEnvironment, type Environment, type EnvironmentOptions } from "../../simulator/mod.ts";
import { createEnvironmentPool, createSession, type EnvironmentPool, type Session } from "../core/session.ts";
import type { Task, TaskBook, TaskChoice } from "../core/tasks.ts";
import { courseAlone, watch, type Watched } from "./course.ts";
import { type Cost, judge, type Judged, mendable } from "./judge.ts";
import type { Baselines } from "./mitigation.ts";

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
  const systems = createEnvironmentPool();
  const baselines = new Map<string, Baselines>();
  let watched: Watched | undefined;
  const pool: EnvironmentPool = {
    take(task, withTelemetry) {
      watched = watch(systems.take(task, withTelemetry));
      return watched.environment;
    },
    give(environment) {
      systems.give(Object.getPrototypeOf(environment) as Environment);
    },
  };

  function baselinesOf(choice: TaskChoice): Baselines {
    const key = JSON.stringify(choice);
    const known = baselines.get(key) ?? baselinesFor(tasks.find(choice));
    baselines.set(key, known);
    return known;
  }

  return {
    async play(player, begin) {
      const session = createSession({ id: String(begin.number), tasks, pool });
      try {
        const cost = await player.play(session, begin, () => watched!.environment);
        const score = session.end();
        return judge(score, {
          course: watched!.course,
          baselines: baselinesOf(begin.choice),
          cost,
          ...(player.isTold !== undefined && { isTold: player.isTold }),
        });
      } finally {
        session.close();
      }
    },
  };
}

/** Plays an episode without an agent, and without its faults. */
export function baselinesFor({ scenario, seed, secret }: Task): Baselines {
  const options: EnvironmentOptions = {
    ...environmentOptions(scenario),
    ...(secret !== undefined && { secret }),
  };
  const { fault: _, ...rest } = options;
  const system = createEnvironment(options);
  const untouched = courseAlone(system, seed);
  const healthy = courseAlone(createEnvironment({ ...rest, faultCount: 0 }), seed);
  return { healthy, untouched, isMendable: mendable(system.faults, system.topology) };
}
