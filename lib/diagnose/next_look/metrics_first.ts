import type { Diagnosis, Look, Signals } from "../../model/mod.ts";
import type { DiagnoserContext, Judge, Learner } from "../diagnoser.ts";
import { nobodyAtFault } from "../nobody_at_fault.ts";
import { lookText } from "./look_text.ts";
import { nextLookOf } from "./next_look.ts";

/** Probability of nobody from which an incident is over. */
const OVER = 0.5;

/**
 * Makes a diagnoser read the metrics of all services first, and then logs and traces of one service at a time: of that one whose are expected to
 * part the two likeliest explanations best (`nextLook`), as long as it is unsure. Both signals are opened together: with one of them alone
 * the network of `fused` names fewer right. What was opened is read in the diagnoses after it, too, until one of them holds that
 * nobody is at fault. The same windows lead to the same answer, however often it is asked.
 *
 * @param options.learn the diagnoser, which learns anew from what is read
 * @param options.looks services whose logs and traces are open at once, at most
 */
export function learnMetricsFirst(
  { services, graph }: DiagnoserContext,
  { learn, looks }: { readonly learn: Learner; readonly looks: number },
): Learner {
  return (before) => {
    const judges = new Map<string, Judge>();
    let opened: readonly string[] = [];

    function judge(after: Signals, detection: Parameters<Judge>[1]): Diagnosis {
      const key = JSON.stringify(opened.toSorted());
      let its = judges.get(key);
      if (its === undefined) judges.set(key, its = learn(partOf(before, opened)));
      return its(partOf(after, opened), detection);
    }

    function closeAll(): void {
      opened = [];
      for (const key of judges.keys()) if (key !== "[]") judges.delete(key);
    }

    return (after, detection) => {
      const incident = { services, graph, before: partOf(before, []), after: partOf(after, []) };
      const signals = recordedIn(before, after);
      const done = () => opened.flatMap((service) => signals.map((signal) => ({ signal, service })));
      let diagnosis = judge(after, detection);
      while (opened.length < looks) {
        const look = nextLookOf(diagnosis, incident, { signals, done: done() });
        if (look === undefined) break;
        opened = [...opened, look.service];
        diagnosis = judge(after, detection);
      }
      const told = { ...withoutLookAt(diagnosis, done()), looks: done() };
      if (isOver(diagnosis)) closeAll();
      return told;
    };
  };
}

/** The signals besides metrics that are collected at all. */
function recordedIn(...windows: readonly Signals[]): ("logs" | "traces")[] {
  return [
    ...(windows.some(({ logs }) => logs !== undefined) ? ["logs" as const] : []),
    ...(windows.some(({ spans }) => spans !== undefined) ? ["traces" as const] : []),
  ];
}

/** The metrics, and the rest of the services that were opened. */
function partOf({ logs, spans, ...metrics }: Signals, opened: readonly string[]): Signals {
  if (opened.length === 0) return metrics;
  const isOpen = ({ service }: { readonly service: string }) => opened.includes(service);
  return {
    ...metrics,
    ...(logs && { logs: logs.filter(isOpen) }),
    ...(spans && { spans: spans.filter(isOpen) }),
  };
}

/** A diagnosis without the advice to look at what was opened already, and held nothing. */
function withoutLookAt(
  diagnosis: Diagnosis,
  done: readonly Pick<Look, "signal" | "service">[],
): Diagnosis {
  const { look, ...rest } = diagnosis;
  const isOpen = done.some(({ signal, service }) => signal === look?.signal && service === look.service);
  if (look === undefined || !isOpen) return diagnosis;
  return { ...rest, rationale: rest.rationale.replace(`; ${lookText(look)}`, "") };
}

function isOver(diagnosis: Diagnosis): boolean {
  return diagnosis.confidence === 0 || nobodyAtFault(diagnosis) > OVER;
}
