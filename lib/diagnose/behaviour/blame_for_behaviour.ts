import type { Evidence } from "../../model/mod.ts";
import type { BehaviourChange } from "./changed_behaviour.ts";

/** Strength from which a change counts at all, and from which it counts fully. */
const [MIN_STRENGTH, FULL_STRENGTH] = [0.5, 4];
/** Pieces of evidence per service. */
const MAX_EVIDENCE = 3;

/** Which services work otherwise than before. */
export interface BehaviourBlame {
  /** Per service, summing to how certain it is that any does: 0 to 1. */
  readonly blame: Float64Array;
  /** What has changed, per service, strongest first. */
  readonly evidence: readonly (readonly Evidence[])[];
}

/** Shares out the blame by the squared strength of the strongest change of each service. */
export function blameForBehaviour(
  services: readonly string[],
  changes: readonly BehaviourChange[],
): BehaviourBlame {
  const counted = changes.filter(({ strength }) => strength >= MIN_STRENGTH);
  const strengths = new Map<string, number>();
  for (const { service, strength } of counted) {
    strengths.set(service, Math.max(strength, strengths.get(service) ?? 0));
  }
  const squares = Float64Array.from(services, (name) => (strengths.get(name) ?? 0) ** 2);
  const total = squares.reduce((a, b) => a + b, 0);
  const most = Math.sqrt(squares.reduce((a, b) => Math.max(a, b), 0));
  const certainty = Math.min(1, most / FULL_STRENGTH);
  return {
    blame: squares.map((square) => total > 0 ? certainty * square / total : 0),
    evidence: services.map((name) =>
      counted.filter(({ service }) => service === name).slice(0, MAX_EVIDENCE).map(evidenceOf)
    ),
  };
}

/** What has changed, in words. */
export function evidenceOf(
  { service, operation, event, shareBefore, shareAfter }: BehaviourChange,
): Evidence {
  const [, called] = /^call \S+ (.*)$/s.exec(event) ?? [];
  const does = called !== undefined
    ? `calls ${event.slice("call ".length)}`
    : event === "any call"
    ? "calls anybody"
    : `logs ${event}`;
  return {
    signal: called !== undefined || event === "any call" ? "trace" : "log",
    service,
    indicator: event,
    text: `${operation} of ${service} ${does} in ${percent(shareAfter)} of its requests, ${
      percent(shareBefore)
    } before`,
  };
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
