import { deepStrictEqual, notStrictEqual, throws } from "node:assert";
import { checkAnswer, ownAnswer } from "./check_answer.ts";
import { NOOP } from "./action.ts";
import type { AgentStep } from "./agent.ts";
import type { Candidate } from "./verdict.ts";

const ASKED = { agent: "mine", step: 3 };
const RESTART = { kind: "restart", service: "db" } as const;

const candidate = (action: Candidate["action"], propensity: number, ...features: number[]): Candidate => ({
  action,
  propensity,
  features: Float64Array.from(features),
});

const answerOf = (candidates: unknown, propensity = 0.25): AgentStep => ({
  decision: { action: RESTART, propensity, reason: "", candidates: candidates as readonly Candidate[] },
});

Deno.test("candidates with the chosen action among them, and propensities that sum to 1, pass", () => {
  checkAnswer(answerOf([candidate(NOOP, 0.75, 1, 2), candidate(RESTART, 0.25, 3, 4)]), ASKED);
  checkAnswer(answerOf([candidate(RESTART, 1)], 1), ASKED);
});

for (
  const { title, candidates, message } of [
    { title: "no list", candidates: 5, message: /its candidates must be a list of one or more, found 5/ },
    { title: "none", candidates: [], message: /its candidates must be a list of one or more, found \[\]/ },
    { title: "no object", candidates: [null], message: /must have an action.*found null/ },
    {
      title: "features of different lengths",
      candidates: [candidate(NOOP, 0.75, 1), candidate(RESTART, 0.25)],
      message: /equally many features/,
    },
    {
      title: "a negative propensity",
      candidates: [candidate(NOOP, -0.75), candidate(RESTART, 1.75)],
      message: /a propensity from 0 to 1/,
    },
    {
      title: "a sum that is not 1",
      candidates: [candidate(NOOP, 0.5), candidate(RESTART, 0.25)],
      message: /must sum to 1, found 0\.75/,
    },
    {
      title: "the chosen action missing",
      candidates: [candidate(NOOP, 1)],
      message: /its action must be one of its candidates, found restart\(db\)/,
    },
    {
      title: "an action twice",
      candidates: [candidate(RESTART, 0.25), candidate(RESTART, 0.75)],
      message: /must be different actions, found restart\(db\) twice/,
    },
    {
      title: "another propensity than that of the decision",
      candidates: [candidate(NOOP, 0.5), candidate(RESTART, 0.5)],
      message: /must be that of the chosen candidate, 0\.5, found 0\.25/,
    },
    {
      title: "an unknown action",
      candidates: [candidate({ kind: "restrat" } as never, 0.75), candidate(RESTART, 0.25)],
      message: /did you mean "restart"/,
    },
  ]
) {
  Deno.test(`candidates with ${title} are refused in one line that names the agent and the step`, () => {
    throws(() => checkAnswer(answerOf(candidates), ASKED), (error: Error) => {
      return error.message.startsWith('The agent "mine" in step 3: ') && message.test(error.message);
    });
  });
}

Deno.test("ownAnswer() copies candidates, so that what the agent writes to them later changes nothing", () => {
  const answer = answerOf([candidate(NOOP, 0.75, 1), candidate(RESTART, 0.25, 2)]);
  const own = ownAnswer(answer);
  deepStrictEqual(own, answer);
  notStrictEqual(own.decision.candidates![0]!.features, answer.decision.candidates![0]!.features);
  answer.decision.candidates![1]!.features[0] = 9;
  deepStrictEqual([...own.decision.candidates![1]!.features], [2]);
});
