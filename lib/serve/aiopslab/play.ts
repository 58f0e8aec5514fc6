import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { requireName, STEP_SECONDS, UsageError } from "../../model/mod.ts";
import type { Session } from "../core/session.ts";
import { PLAYING_TOOLS } from "../tools/playing.ts";
import { READING_TOOLS } from "../tools/reading.ts";
import type { Tool } from "../tools/mod.ts";
import { judge, type Solution } from "./judge.ts";
import { type Call, type Literal, parseCall } from "./parse_call.ts";
import { type Problem, type ProblemTask, SYSTEM_FAULTS } from "./problems.ts";

/** An agent as AIOpsLab has it. */
export interface ActionAgent {
  /** Hears the problem before its first turn. */
  initContext?(
    description: string,
    instructions: string,
    apis: Readonly<Record<string, string>>,
  ): void | Promise<void>;
  /** The next action, one call in a block of code, for what the last one came to. */
  getAction(state: string): string | Promise<string>;
}

/** What was said, in turn. */
export interface Said {
  /** Who said it. */
  readonly role: "system" | "user" | "assistant" | "env";
  /** What was said. */
  readonly content: string;
}

/** What came of a problem. */
export interface Played {
  /** The conversation, the problem first. */
  readonly trace: readonly Said[];
  /** AIOpsLab's results: right or wrong, the time in simulated seconds, and the steps. */
  readonly results: Readonly<Record<string, unknown>>;
}

/** Steps that an agent has to wait for a breach, from the start of the episode on: in an episode without one it looks at what is there. */
const LATEST_START_STEP = 140;
/** Steps after the breach at which the agent is called: half a minute. */
const CALLED_AFTER_STEPS = 6;
/** Longest answer to a call, in characters. */
const MAX_ANSWER = 20_000;
const NEXT = "Please take the next action";

/** Tools that an agent is offered by their own names: all but those that begin and end an episode, and the submission. */
const OFFERED: readonly Tool[] = [...PLAYING_TOOLS, ...READING_TOOLS].filter(({ name }) =>
  !["start_episode", "end_episode", "submit_diagnosis"].includes(name)
);

/** AIOpsLab's own calls, as ours; a minute has twelve steps. */
const OWN_CALLS: Readonly<
  Record<string, { readonly about: string; readonly parameters: readonly string[] }>
> = {
  get_metrics: {
    about: "get_metrics(namespace: str, duration: int = 5): the metrics of the last minutes",
    parameters: ["namespace", "duration"],
  },
  get_traces: {
    about:
      "get_traces(namespace: str, duration: int = 5): traces of the last minutes, failed and slow ones first",
    parameters: ["namespace", "duration"],
  },
  get_logs: {
    about: "get_logs(namespace: str, service: str): the latest log records of a service",
    parameters: ["namespace", "service"],
  },
};

const STEPS_PER_MINUTE = 60 / STEP_SECONDS;

const SUBMISSIONS: Readonly<Record<ProblemTask, string>> = {
  detection: 'submit("Yes") if something is wrong, submit("No") if not',
  localization: 'submit(["service", ...]) with the services at fault, submit([]) if nothing is wrong',
  analysis: 'submit({"system_level": "...", "fault_type": "..."}), submit() if nothing is wrong',
  mitigation: "submit() when the incident is over, or if nothing is wrong",
};

const ASKED: Readonly<Record<ProblemTask, string>> = {
  detection: "Find out whether something is wrong.",
  localization: "Find out which services are at fault.",
  analysis: "Find out what kind of fault it is.",
  mitigation: "Mend what is wrong.",
};

/** The description of a problem, its instructions, and the calls that there are. */
function contextOf({ task }: Problem, session: Session) {
  const { topology } = session.context;
  const words = Object.entries(SYSTEM_FAULTS).map(([kind, { system_level, fault_type }]) =>
    `- ${kind}: ${system_level}, ${fault_type}`
  );
  return {
    description: [
      `You are on call for the system "${topology.name}" with the services ${
        topology.services.map(({ name, kind }) => `${name} (${kind})`).join(", ")
      }; users call ${topology.front}. ${ASKED[task]} It may be that nothing is wrong.`,
      ...(task === "analysis" ? ["Kinds of fault with their system level and fault type:", ...words] : []),
    ].join("\n"),
    instructions: [
      `Answer with one call in a block of code, between two lines of three backticks. Each call takes ${STEP_SECONDS} s, and longer where it lets more time pass.`,
      `When you are done: ${SUBMISSIONS[task]}.`,
    ].join("\n"),
    apis: {
      ...Object.fromEntries(Object.entries(OWN_CALLS).map(([name, { about }]) => [name, about])),
      ...Object.fromEntries(OFFERED.map(({ name, about, input }) => [
        name,
        `${name}(${Object.keys(input.shape).join(", ")}): ${about}`,
      ])),
      submit: SUBMISSIONS[task],
    },
  };
}

/** Begins the episode of a problem at the time at which an operator would be called. */
function callOut(session: Session, { choice }: Problem): void {
  let seen = session.begin(choice, { withTelemetry: true });
  while (!seen.sloViolated && seen.step < LATEST_START_STEP) seen = session.advance(1);
  if (seen.sloViolated) session.advance(CALLED_AFTER_STEPS);
}

const OPTIONS = z.strictObject({
  session: objectWith<Session>({ begin: "function", step: "function", end: "function" }),
  problem: objectWith<Problem>({ id: "string", task: "string", choice: "object" }),
  agent: objectWith<ActionAgent>({ getAction: "function" }),
  maxSteps: z.int().min(1),
});

/**
 * Lets an agent solve a problem, call by call, until it submits or has had its turns.
 *
 * @param options the session that it is played in, the problem, the agent, and the most turns
 * @throws {UsageError} for an option of another type
 * @throws whatever the agent throws
 */
export async function playProblem(
  options: {
    /** A session of its own, without an episode yet. */
    readonly session: Session;
    /** What the agent has to do, in which incident. */
    readonly problem: Problem;
    /** Who is asked what to do. */
    readonly agent: ActionAgent;
    /** Answers that are asked of it at most. */
    readonly maxSteps: number;
  },
): Promise<Played> {
  const { session, problem, agent, maxSteps } = checkOptions("playProblem", OPTIONS, options);
  callOut(session, problem);
  const { description, instructions, apis } = contextOf(problem, session);
  const trace: Said[] = [
    { role: "system", content: `${description}\n${instructions}\n${Object.values(apis).join("\n")}` },
    { role: "user", content: NEXT },
  ];
  await agent.initContext?.(description, instructions, apis);
  const startStep = session.seen.step;
  let state = NEXT;
  let solution: Solution | undefined;
  let turns = 0;
  while (turns < maxSteps && solution === undefined) {
    turns++;
    const action = String(await agent.getAction(state));
    trace.push({ role: "assistant", content: action });
    const answer = answerTo(action, session);
    if (typeof answer !== "string") {
      solution = answer;
      break;
    }
    trace.push({ role: "env", content: answer });
    state = `${answer}\n${NEXT}`;
  }
  const seconds = STEP_SECONDS * (session.seen.step - startStep);
  return { trace, results: judge({ problem, session, solution, seconds, turns }) };
}

/** The answer to an action as text, or the solution that it submits. What is wrong with it is the answer. */
function answerTo(action: string, session: Session): string | Solution {
  const before = session.seen.step;
  try {
    const call = parseCall(action);
    if (call.name === "submit") return { value: call.args[0] ?? null, isGiven: call.args.length > 0 };
    const text = JSON.stringify(carryOut(call, session));
    return text.length > MAX_ANSWER ? `${text.slice(0, MAX_ANSWER)} … (${text.length} characters)` : text;
  } catch (error) {
    if (error instanceof UsageError) return `Error: ${error.message}`;
    throw error;
  } finally {
    if (session.seen.step === before && !session.seen.done) session.advance(1);
  }
}

/** The names that an agent can call. */
const CALLS = [...Object.keys(OWN_CALLS), ...OFFERED.map(({ name }) => name), "submit"];

function carryOut(call: Call, session: Session): unknown {
  requireName("call", call.name, CALLS);
  const { name, arguments: args } = inOurWords(call);
  return OFFERED.find((one) => one.name === name)!.call(session, args);
}

const DURATION = z.number().min(0).max(1000);

/** A call by the name and the arguments of one of the tools. */
function inOurWords({ name, args, named }: Call): {
  readonly name: string;
  readonly arguments: Readonly<Record<string, Literal>>;
} {
  const own = Object.hasOwn(OWN_CALLS, name) ? OWN_CALLS[name] : undefined;
  const tool = OFFERED.find((one) => one.name === name);
  const parameters = own?.parameters ?? Object.keys(tool?.input.shape ?? {});
  if (args.length > parameters.length) {
    throw new UsageError(`${name} takes at most ${parameters.length} arguments, found ${args.length}`);
  }
  const given = { ...Object.fromEntries(args.map((value, i) => [parameters[i]!, value])), ...named };
  if (own === undefined) return { name, arguments: given };
  // There is one system: its name, which AIOpsLab calls a namespace, says nothing.
  const { namespace: _, duration = 5, ...rest } = given;
  const minutes = DURATION.safeParse(duration).data ?? 5;
  const last = Math.max(1, Math.round(minutes * STEPS_PER_MINUTE));
  return { name: name.replace("get_", "read_"), arguments: { ...rest, last } };
}
