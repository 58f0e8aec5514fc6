import { z } from "zod";
import { detectors } from "../../detect/mod.ts";
import { diagnosers, diagnosisText } from "../../diagnose/mod.ts";
import { describeAction, requireName } from "../../model/mod.ts";
import { askDetector, askDiagnoser, DEFAULT_DETECTOR, DEFAULT_DIAGNOSER } from "../core/ask.ts";
import type { Seen, Session } from "../core/session.ts";
import { SPLITS } from "../core/tasks.ts";
import { toldMetrics } from "../core/told.ts";
import { writtenAction } from "../core/written_action.ts";
import { MAX_ADVANCE_STEPS, submissionSchema } from "../core/turn.ts";
import { type Tool, tool } from "./tool.ts";

const reason = z.string().max(2000).optional().describe("why, in words");
const alarm = z.boolean().optional().describe("whether you hold that something is wrong now");

/** What is told after each step. */
export function toldStep(seen: Seen, { context }: Pick<Session, "context">): object {
  const { observation, executed, refused, step, steps, reward, sloViolated, done, score } = seen;
  return {
    ...{ step, steps_left: steps - step, slo_violated: sloViolated, executed: describeAction(executed) },
    ...(refused !== undefined && { refused }),
    ...{ reward, done },
    metrics: observation === undefined ? null : toldMetrics(observation, context.topology),
    ...(score !== undefined && { score }),
  };
}

const startEpisode = tool({
  name: "start_episode",
  about: "Begins an episode, after its healthy warm-up. What is left out is the server's choice.",
  isReadOnly: false,
  input: z.strictObject({
    suite: z.string().max(100).optional(),
    split: z.enum(SPLITS).optional(),
    index: z.int().min(0).optional().describe(
      "number of the task; which episode stands behind it is not told",
    ),
  }),
  call: (session, { suite, split, index }) => {
    const seen = session.begin({
      ...(suite !== undefined && { suite }),
      ...(split !== undefined && { split }),
      ...(index !== undefined && { index }),
    }, { withTelemetry: true });
    return { ...toldStep(seen, session), actions: session.actions.map(describeAction) };
  },
});

const endEpisode = tool({
  name: "end_episode",
  about: "Lets the rest of the episode pass without acting, and tells what it came to.",
  isReadOnly: false,
  input: z.strictObject({}),
  call: (session) => {
    session.end();
    return toldStep(session.seen, session);
  },
});

const act = tool({
  name: "act",
  about:
    "Carries out one of the actions, as restart(db), as far as the guardrails let it; one step of 5 s passes.",
  isReadOnly: false,
  input: z.strictObject({
    action: z.string().max(500).describe(
      "an action as start_episode lists it; limit_traffic with any share up to 1, as limit_traffic(0.3)",
    ),
    reason,
    alarm,
  }),
  call: (session, { action, reason, alarm }) => {
    const names = session.actions.map(describeAction);
    const chosen = writtenAction(action, session.actions) ??
      session.actions[names.indexOf(requireName("action", action, names))]!;
    return toldStep(session.step(chosen, { reason, alarm }), session);
  },
});

const advance = tool({
  name: "advance",
  about: "Lets steps of 5 s pass without acting.",
  isReadOnly: false,
  input: z.strictObject({
    steps: z.int().min(1).max(MAX_ADVANCE_STEPS).optional().describe("1 if absent"),
    alarm,
  }),
  call: (session, { steps = 1, alarm }) => toldStep(session.advance(steps, { alarm }), session),
});

const submitDiagnosis = tool({
  name: "submit_diagnosis",
  about:
    "Says what the cause is, the likeliest service first, with its kind of fault where you can tell; no suspects: nothing is wrong. Takes no time; the last one counts.",
  isReadOnly: false,
  input: submissionSchema,
  call: (session, submission) => {
    const { step } = session.submit(submission);
    return { submitted: submission, step };
  },
});

const detect = tool({
  name: "detect",
  about: "Asks a detector of this project what it makes of the episode so far.",
  input: z.strictObject({
    detector: z.string().max(200).optional().describe(
      `one of ${detectors.names.join(", ")}, with parameters as cusum:clip=4; ${DEFAULT_DETECTOR} if absent`,
    ),
  }),
  call: (session, { detector }) => {
    const { detection, alarmSteps } = askDetector(session, detector);
    const { scores, globalScore, anomalous } = detection;
    return {
      anomalous,
      global_score: globalScore,
      scores: Object.fromEntries(
        session.context.topology.services.map(({ name }, i) => [name, scores[i]!]),
      ),
      alarm_steps: alarmSteps,
    };
  },
});

const diagnose = tool({
  name: "diagnose",
  about:
    "Asks a diagnoser of this project for the cause of what is seen now. answer: in words, nobody where nothing seems wrong.",
  input: z.strictObject({
    diagnoser: z.string().max(200).optional().describe(
      `one of ${diagnosers.names.join(", ")}, with parameters; ${DEFAULT_DIAGNOSER} if absent`,
    ),
    detector: z.string().max(200).optional().describe(
      `the detector whose scores it is given; ${DEFAULT_DETECTOR} if absent`,
    ),
  }),
  call: (session, { diagnoser, detector }) => {
    const diagnosis = askDiagnoser(session, {
      ...(diagnoser !== undefined && { diagnoser }),
      ...(detector !== undefined && { detector }),
    });
    return { answer: diagnosisText(diagnosis), ...diagnosis };
  },
});

/** The tools that play an episode, and those that ask our own stages. */
export const PLAYING_TOOLS: readonly Tool[] = [
  startEpisode,
  detect,
  diagnose,
  act,
  advance,
  submitDiagnosis,
  endEpisode,
];
