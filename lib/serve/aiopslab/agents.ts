import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import type { FaultType } from "../../model/mod.ts";
import type { ActionAgent } from "./play.ts";
import { SYSTEM_FAULTS } from "./problems.ts";

/** What makes an agent, anew for each problem. */
export type AgentMaker = (sessionId: string) => ActionAgent;

const block = (call: string) => `\`\`\`\n${call}\n\`\`\``;

/** Submits at once that nothing is wrong. */
function createSilent(): ActionAgent {
  let isDetection = false;
  return {
    initContext: (_, instructions) => {
      isDetection = instructions.includes('submit("No")');
    },
    getAction: () => block(isDetection ? 'submit("No")' : "submit()"),
  };
}

/** What `diagnose` answers, as far as it is read here. */
interface Diagnosed {
  readonly suspect: string;
  readonly fault?: FaultType;
}

/** Asks our detector, then our diagnoser, acts once by what the kind of service takes, and submits: the least that an agent with tools does. */
function createAsking(): ActionAgent {
  let task = "";
  let asked: "nothing" | "detector" | "diagnoser" | "remedy" = "nothing";
  let kinds = new Map<string, string>();
  const nothing: Readonly<Record<string, string>> = { detection: 'submit("No")', localization: "submit([])" };

  /** What is said of a diagnosis, and for mitigation done. */
  function answer({ suspect, fault }: Diagnosed): string {
    if (task === "localization") return `submit(["${suspect}"])`;
    if (task === "analysis") {
      return fault === undefined ? "submit()" : `submit(${JSON.stringify(SYSTEM_FAULTS[fault])})`;
    }
    asked = "remedy";
    const remedy = { database: "failover", cache: "restart" }[kinds.get(suspect) ?? ""] ?? "rollback";
    return `act(${JSON.stringify(`${remedy}(${suspect})`)})`;
  }

  return {
    initContext(description, instructions) {
      task = instructions.includes('submit("No")')
        ? "detection"
        : instructions.includes("submit([")
        ? "localization"
        : instructions.includes("system_level")
        ? "analysis"
        : "mitigation";
      kinds = new Map([...description.matchAll(/([\w-]+) \((service|cache|database)\)/g)]
        .map(([, name, kind]) => [name!, kind!]));
    },
    getAction(state) {
      const said = state.slice(0, state.lastIndexOf("\n"));
      if (asked === "nothing") {
        asked = "detector";
        return block("detect()");
      }
      if (asked === "detector") {
        const isWrong = said.startsWith("{") && JSON.parse(said).anomalous === true;
        if (!isWrong) return block(nothing[task] ?? "submit()");
        if (task === "detection") return block('submit("Yes")');
        asked = "diagnoser";
        return block("diagnose()");
      }
      return block(asked === "diagnoser" && said.startsWith("{") ? answer(JSON.parse(said)) : "submit()");
    },
  };
}

/** The agents that are here: a trivial one, and one that asks our stages. */
export const OWN_AGENTS: Readonly<Record<string, AgentMaker>> = {
  silent: createSilent,
  asking: createAsking,
};

/** Seconds that an agent elsewhere may take for a turn. */
const TURN_SECONDS = 120;
/** Longest answer that is read of one, in characters. */
const MAX_ANSWER = 100_000;

const HTTP_URL = z.custom<string>(
  (value) => typeof value === "string" && /^https?:/.test(value) && URL.canParse(value),
  "must be an address of http or https",
);

/**
 * An agent that is a service: `POST URL/init_context {session_id, problem_desc, instructions, apis}` tells it the problem, and
 * `POST URL/get_action {session_id, state}` answers `{"action": "…"}`.
 *
 * @throws {UsageError} for what is no address
 */
export function remoteAgent(url: string): AgentMaker {
  checkOptions("remoteAgent", HTTP_URL, url, "the URL");
  return (sessionId) => {
    const post = async (path: string, body: object): Promise<unknown> => {
      const response = await fetch(`${url.replace(/\/$/, "")}/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ session_id: sessionId, ...body }),
        signal: AbortSignal.timeout(1000 * TURN_SECONDS),
        redirect: "error",
      });
      const text = await response.text();
      if (!response.ok || text.length > MAX_ANSWER) {
        throw new Error(`The agent answered ${path} by ${response.status} and ${text.length} characters`);
      }
      return text === "" ? null : JSON.parse(text);
    };
    return {
      async initContext(description, instructions, apis) {
        await post("init_context", { problem_desc: description, instructions, apis });
      },
      async getAction(state) {
        const answer = await post("get_action", { state }) as { readonly action?: unknown } | null;
        if (typeof answer?.action === "string") return answer.action;
        throw new Error('The agent answered get_action without {"action": text}');
      },
    };
  };
}
