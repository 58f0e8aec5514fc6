import { describeAction, STEP_SECONDS } from "../../model/mod.ts";
import type { z } from "zod";
import type { Seen, Session } from "../core/session.ts";
import { type ToldObservation, toldObservation } from "../core/told.ts";
import type { Turn } from "../core/turn.ts";
import type { resetSchema } from "./documents.ts";

/** An observation with its reward, as OpenEnv sends it. */
export interface Answer {
  readonly observation: ToldObservation;
  readonly reward: number | null;
  readonly done: boolean;
}

/** Begins an episode; its answer has the system and the actions besides. */
export function resetSession(session: Session, data: z.output<typeof resetSchema>): Answer {
  const { seed, suite, split, index = seed ?? undefined, telemetry, skip_warmup } = data;
  const seen = session.begin(
    {
      ...(suite !== undefined && { suite }),
      ...(split !== undefined && { split }),
      ...(index !== undefined && { index }),
    },
    {
      ...(telemetry !== undefined && { withTelemetry: telemetry }),
      ...(skip_warmup !== undefined && { skipWarmup: skip_warmup }),
    },
  );
  const { topology, slo, timings, warmupSteps } = session.context;
  return {
    observation: {
      ...toldObservation(seen, session),
      actions: session.actions.map(describeAction),
      system: {
        topology,
        slo,
        timings: timings ?? null,
        step_seconds: STEP_SECONDS,
        steps: seen.steps,
        warmup_steps: warmupSteps,
      },
    },
    reward: null,
    done: false,
  };
}

/** Takes a turn. */
export function stepSession(session: Session, turn: Turn): Answer {
  return answerOf(session.take(turn), session);
}

function answerOf(seen: Seen, session: Session): Answer {
  return { observation: toldObservation(seen, session), reward: seen.reward, done: seen.done };
}

/** The state of an episode. */
export function stateOf(session: Session, episodeId: string | null): Readonly<Record<string, unknown>> {
  if (!session.hasBegun) return { episode_id: episodeId, step_count: 0, step: 0, done: false };
  const { step, done } = session.seen;
  return { episode_id: episodeId, step_count: session.calls, step, done };
}
