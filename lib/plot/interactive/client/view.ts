import type { EpisodeData, RunData } from "./figure_data.ts";
import { clockText } from "./time_axis.ts";

/** What is seen of an episode: a part of its steps, the step that is looked at, and the services that have lines. */
export interface View {
  /** First step of the part, and the one after its last. */
  readonly from: number;
  readonly until: number;
  readonly step: number;
  /** The step under the pointer. */
  readonly hover: number | undefined;
  /** How far down the pointer is in the drawing, in pixels. */
  readonly hoverY: number;
  /** By line: whether it is drawn. */
  readonly drawn: readonly boolean[];
  /** The line that is pointed at in the legend. */
  readonly emphasised: number | undefined;
}

/** The one state of a figure; who listens is told of every change. */
export interface ViewStore {
  readonly get: () => View;
  readonly set: (change: Partial<View>) => void;
  readonly listen: (listener: () => void) => void;
  /** Shows a part of the episode, moved and cut to fit into it. */
  readonly show: (from: number, until: number) => void;
  /** Makes the part longer or shorter about a step. */
  readonly zoom: (factor: number, about: number) => void;
  /** Goes to a step, and moves the part so that the step is in it. */
  readonly go: (step: number) => void;
}

/** The state of a figure as it opens. */
export function createView(data: EpisodeData): ViewStore {
  const fewest = Math.min(data.count, 6);
  const listeners: (() => void)[] = [];
  let view: View = {
    from: data.opensWith[0],
    until: data.opensWith[1],
    step: data.opensAt,
    hover: undefined,
    hoverY: 0,
    drawn: data.lines.map(({ shown }) => shown),
    emphasised: undefined,
  };
  const set = (change: Partial<View>) => {
    view = { ...view, ...change };
    for (const listener of listeners) listener();
  };
  const show = (from: number, until: number) => {
    const length = Math.max(fewest, Math.min(data.count, Math.round(until - from)));
    const start = Math.max(0, Math.min(data.count - length, Math.round(from)));
    set({ from: start, until: start + length });
  };
  const zoom = (factor: number, about: number) => {
    const length = Math.max(fewest, Math.min(data.count, factor * (view.until - view.from)));
    const share = (about - view.from) / (view.until - view.from);
    show(about - share * length, about + (1 - share) * length);
  };
  const go = (step: number) => {
    const to = Math.max(0, Math.min(data.count - 1, step));
    const length = view.until - view.from;
    const from = to < view.from ? to : to >= view.until ? to + 1 - length : view.from;
    set({ step: to, from, until: from + length });
  };
  return { get: () => view, set, listen: (listener) => void listeners.push(listener), show, zoom, go };
}

/** The run that a step is in. */
export function runAt<Run extends { readonly from: number; readonly until: number }>(
  runs: readonly Run[],
  step: number,
): Run | undefined {
  return runs.find(({ from, until }) => step >= from && step < until);
}

/** Steps in which something happens, in order: where faults, breaches and alarms begin or end, and where the agent speaks or acts. */
export function notableSteps(data: EpisodeData): number[] {
  const ends = (runs: readonly RunData[]) => runs.flatMap(({ from, until }) => [from, until]);
  const all = [
    ...ends(data.faults),
    ...ends(data.breaches),
    ...data.alarms.map(({ from }) => from),
    ...data.diagnoses.map(({ step }) => step),
    ...data.events.map(({ step }) => step),
  ];
  return [...new Set(all)].filter((step) => step < data.count).sort((a, b) => a - b);
}

/** What happens in a step, in a few words. */
export function stepText(data: EpisodeData, step: number): string {
  const diagnosis = data.diagnoses.find((one) => one.step === step);
  const parts = [
    runAt(data.faults, step)?.text,
    runAt(data.breaches, step)?.text,
    runAt(data.alarms, step)?.text,
    diagnosis && `diagnosis ${data.graph.nodes[diagnosis.suspect]?.name ?? ""}`,
    ...data.events.filter((event) => event.step === step).map(({ text }) => text),
  ].filter((part) => part !== undefined);
  return `${clockText(data.stepSeconds * (data.first + step))}, step ${data.first + step}: ${
    parts.length === 0 ? "quiet" : parts.join("; ")
  }`;
}
