import { element } from "./dom.ts";
import type { DiagnosisData, EpisodeData } from "./figure_data.ts";
import { blameText, createGraph, graphLegend } from "./graph.ts";
import { serviceFacts } from "./service_facts.ts";
import { swatch } from "./series_colour.ts";
import { clockText } from "./time_axis.ts";
import { numberText } from "./value_axis.ts";
import { runAt, type ViewStore } from "./view.ts";

/** What the agent made of the step that is looked at: its scores, its diagnosis on the service graph, what it did and why. */
export function createInspector(
  data: EpisodeData,
  store: ViewStore,
): { graph: HTMLElement; words: HTMLElement } {
  const facts = element("div", { class: "facts" });
  let pointed: number | undefined;
  const graph = createGraph(data.graph, (row) => {
    pointed = row;
    showFacts();
  });
  const words = element("div", { class: "words" });
  const showFacts = () => {
    facts.replaceChildren(
      ...(pointed === undefined
        ? [element("p", {}, "Point at a service to read what it is, and its values in this step.")]
        : serviceFacts(data, { row: pointed, step: store.get().step })),
    );
  };
  let shown = -1;
  const update = () => {
    const { step } = store.get();
    if (step === shown) return;
    shown = step;
    const standing = runAt(data.diagnoses.map((one) => ({ ...one, from: one.step })), step);
    graph.update({
      blame: standing?.blame ?? [],
      suspect: standing?.suspect ?? -1,
      atFault: runAt(data.faults, step)?.rows ?? [],
      alarmed: data.graph.nodes.map((_, row) => row).filter((row) => (data.scores[row]?.[step] ?? 0) >= 100),
    });
    words.replaceChildren(
      stateLine(data, step),
      ...scoreTable(data, { step, standing }),
      diagnosisCard(data, { step, standing, go: (to) => store.go(to) }),
      decisionCard(data, step),
    );
    showFacts();
  };
  update();
  store.listen(update);
  return {
    graph: element(
      "section",
      { class: "card graph-card", "aria-label": "Blame on the service graph" },
      graph.node,
      graphLegend({ blame: true, suspect: true, atFault: true, alarm: true }),
      facts,
    ),
    words,
  };
}

/** The time and the state of the step. */
export function stateLine(data: EpisodeData, step: number): HTMLElement {
  const fault = runAt(data.faults, step);
  const inBreach = runAt(data.breaches, step) !== undefined;
  const alarm = runAt(data.alarms, step) !== undefined;
  return element(
    "div",
    { class: "state" },
    element("b", { class: "clock" }, clockText(data.stepSeconds * (data.first + step))),
    element("span", { class: "muted" }, `step ${data.first + step}`),
    element("span", { class: `badge ${inBreach ? "bad" : "good"}` }, inBreach ? "SLO in breach" : "SLO met"),
    ...(alarm ? [element("span", { class: "badge alarm" }, "alarm")] : []),
    ...(fault === undefined ? [] : [element("span", { class: "badge fault" }, `fault: ${fault.text}`)]),
  );
}

/** Anomaly score and blame by service, as numbers and bars; of many services those with most of either. */
export function scoreTable(
  data: EpisodeData,
  { step, standing }: { step: number; standing: DiagnosisData | undefined },
): HTMLElement[] {
  const scoreOf = (row: number) => data.scores[row]?.[step] ?? null;
  const known = data.graph.nodes.some((_, row) => scoreOf(row) !== null);
  if (!known && standing === undefined) {
    const everKnown = data.scores.some((scores) => scores.some((score) => score !== null));
    const text = everKnown
      ? "The detector is still learning what is normal."
      : "There are no anomaly scores in this episode.";
    return [element("p", { class: "muted" }, text)];
  }
  const most = Math.max(300, ...data.graph.nodes.map((_, row) => scoreOf(row) ?? 0));
  const mostBlame = Math.max(1, ...(standing?.blame ?? []));
  const rows = data.graph.nodes.map((_, row) => row);
  const few = rows.length <= 8 ? rows : rows
    .sort((a, b) =>
      (standing?.blame[b] ?? 0) - (standing?.blame[a] ?? 0) || (scoreOf(b) ?? 0) - (scoreOf(a) ?? 0)
    ).slice(0, 6);
  const bar = (share: number, kind: string) => {
    const filled = element("i", { class: `meter ${kind}` });
    filled.style.width = `${(100 * Math.max(0, Math.min(1, share))).toFixed(1)}%`;
    return element("span", { class: "meter-back" }, filled);
  };
  return [element(
    "table",
    { class: "scores" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col" }, "service"),
        element("th", { scope: "col", colspan: "2", title: "an alarm begins at 1" }, "anomaly score"),
        element("th", { scope: "col", colspan: "2" }, "blame"),
      ),
    ),
    element(
      "tbody",
      {},
      ...few.map((row) => {
        const score = scoreOf(row);
        const blame = standing?.blame[row];
        const line = data.lines.find((one) => one.row === row);
        return element(
          "tr",
          {},
          element(
            "th",
            { scope: "row" },
            swatch(line?.colour ?? -1, line?.dash ?? ""),
            data.graph.nodes[row]!.name,
          ),
          element(
            "td",
            { class: (score ?? 0) >= 100 ? "over" : undefined },
            score === null ? "–" : numberText(score / 100, 1),
          ),
          element(
            "td",
            { class: "bar-cell" },
            bar((score ?? 0) / most, (score ?? 0) >= 100 ? "loud" : "calm"),
          ),
          element("td", {}, blame === undefined ? "–" : blameText(blame)),
          element("td", { class: "bar-cell" }, bar((blame ?? 0) / mostBlame, "blamed")),
        );
      }),
    ),
  )];
}

export function diagnosisCard(
  data: EpisodeData,
  { step, standing, go }: { step: number; standing: DiagnosisData | undefined; go: (step: number) => void },
): HTMLElement {
  const heading = element("h4", {}, "Diagnosis");
  if (standing === undefined) {
    const last = data.diagnoses.findLast((one) => one.step < step);
    const near = last ?? data.diagnoses.find((one) => one.step > step);
    if (near === undefined) {
      return element("section", {}, heading, element("p", { class: "muted" }, "None in this episode."));
    }
    const time = clockText(data.stepSeconds * (data.first + near.step));
    const link = element(
      "button",
      { type: "button", class: "link" },
      last === undefined ? `the first is made at ${time}` : `the last was made at ${time}`,
    );
    link.addEventListener("click", () => go(near.step));
    return element("section", {}, heading, element("p", { class: "muted" }, "None stands; ", link, "."));
  }
  const age = data.stepSeconds * (step - standing.step);
  return element(
    "section",
    {},
    heading,
    element(
      "p",
      {},
      element("b", {}, standing.text),
      element("span", { class: "muted" }, age === 0 ? " · made in this step" : ` · made ${age} s before`),
    ),
    element("p", { class: "why" }, standing.why),
    ...(standing.kinds.length < 2 ? [] : [element(
      "p",
      { class: "muted" },
      `Kinds: ${standing.kinds.map(([kind, share]) => `${kind} ${share}`).join(", ")}`,
    )]),
  );
}

export function decisionCard(data: EpisodeData, step: number): HTMLElement {
  const decision = runAt(data.decisions, step);
  const standing = data.diagnoses.find((one) => one.step === step);
  const repeats = decision?.reason === standing?.rationale;
  return element(
    "section",
    {},
    element("h4", {}, "Action"),
    element(
      "p",
      {},
      element(
        "b",
        { class: decision?.isAction ? "acted" : "muted" },
        decision?.isAction ? decision.action : "none",
      ),
      ...(decision === undefined || decision.refused === ""
        ? []
        : [element("span", { class: "over" }, ` refused: ${decision.refused}`)]),
    ),
    ...(decision === undefined || decision.reason === ""
      ? []
      : [element("p", { class: "why" }, repeats ? "because of the diagnosis" : decision.reason)]),
  );
}
