import { createHash } from "node:crypto";
import { type GateAgent, parseGate, whyNotPassed } from "../../learn/mod.ts";
import { UsageError } from "../../model/mod.ts";
import type { LiveConfig } from "../config/schema.ts";
import type { Mode } from "../contract.ts";
import type { CheckResult } from "./check_result.ts";

const ASKED = "files.gate";

/**
 * Looks whether the gate that the configuration asks for was passed by the agent that is to act, with what it starts with.
 *
 * @param agent its name and parts
 * @returns nothing where no gate is asked for; in other modes than `act` a note in place of an error
 */
export function checkGate(
  { gate, learnt }: Pick<LiveConfig["files"], "gate" | "learnt">,
  { agent, mode }: { readonly agent: GateAgent; readonly mode: Mode },
): CheckResult[] {
  if (gate === undefined) return [];
  const state = learnt === undefined ? undefined : digestOf(learnt);
  const why = whyClosed(gate, { agent, ...(state !== undefined && { state }) });
  if (why === undefined) {
    return [{ asked: ASKED, verdict: "ok", text: `${gate} was passed by "${agent.name}"` }];
  }
  const verdict = mode === "act" ? "wrong" : "note";
  return [{
    asked: ASKED,
    verdict,
    text: `${gate}: ${why}${mode === "act" ? "" : ": the mode act is refused"}`,
  }];
}

function whyClosed(
  path: string,
  acting: { readonly agent: GateAgent; readonly state?: string },
): string | undefined {
  try {
    return whyNotPassed(parseGate(JSON.parse(Deno.readTextFileSync(path))), acting);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    if (error instanceof Deno.errors.NotFound) return "it is not there: no gate was passed";
    return error instanceof SyntaxError ? "it is not JSON" : "it is not a file that may be read";
  }
}

function digestOf(path: string): string {
  try {
    return createHash("sha256").update(Deno.readFileSync(path)).digest("hex");
  } catch {
    return "";
  }
}
