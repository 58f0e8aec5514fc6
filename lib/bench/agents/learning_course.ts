import type { EpisodeRecord } from "../../run/mod.ts";
import { clusteredMean, mean, wilsonInterval } from "../../stats/mod.ts";
import { episodesPerTrial, showsLearning } from "./plan.ts";
import type { Experiment } from "./resolve.ts";
import { resampling } from "./resampling.ts";
import type { LearningCourse } from "./summary.ts";

type Records = readonly EpisodeRecord[];

/** Episodes that are averaged. */
const WINDOW_EPISODES = 50;
/** Share by which the sum of what is lost may exceed the reference's before a trial counts as below the floor. */
const FLOOR_SHARE = 0.1;

/** How an agent does in the course of its trials against the reference on the same seeds; undefined where learning can't be measured. */
export function courseOf(
  own: Records,
  reference: Records,
  experiment: Experiment,
): LearningCourse | undefined {
  if (!showsLearning(experiment)) return undefined;
  const episodes = episodesPerTrial(experiment);
  const size = Math.min(WINDOW_EPISODES, episodes);
  const others = new Map(reference.map((record) => [keyOf(record), record.slo_steps]));
  const losses = own.flatMap((record) => {
    const other = others.get(keyOf(record));
    return other === undefined
      ? []
      : [{ trial: record.trial, episode: record.episode, loss: record.slo_steps - other, other }];
  });
  if (losses.length === 0) return undefined;
  const late = ({ episode }: { readonly episode: number }) => episode > episodes - size;
  const lastOwn = own.filter(late);
  const byTrial = [...Map.groupBy(losses, ({ trial }) => trial)];
  const sums = byTrial.map(([, its]) => its.reduce((sum, { loss }) => sum + loss, 0));
  const clusters = byTrial.map(([trial]) => trial);
  const shareOf = ({ length }: { readonly length: number }) =>
    wilsonInterval({ successes: length, cases: byTrial.length }, { confidence: experiment.confidence });
  return {
    windowEpisodes: size,
    last: clusteredMean(
      lastOwn.map(({ slo_steps }) => slo_steps),
      lastOwn.map(({ trial }) => trial),
      resampling(experiment),
    ),
    lastOfReference: mean(reference.filter(late).map(({ slo_steps }) => slo_steps)),
    area: clusteredMean(sums, clusters, resampling(experiment)),
    worstWindow: worstWindow(losses, { episodes, size }),
    worseTrials: shareOf(sums.filter((sum) => sum > 0)),
    belowFloorTrials: shareOf(byTrial.filter(([, its]) => fallsBelowFloor(its, size))),
  };
}

/** Whether the losses of a trial, in the order of its episodes, ever sum up to more than the floor allows, once there are so many. */
function fallsBelowFloor(
  trial: readonly { readonly loss: number; readonly other: number }[],
  size: number,
): boolean {
  let [lost, allowed] = [0, 0];
  return trial.some(({ loss, other }, i) => {
    lost += loss;
    allowed += FLOOR_SHARE * other;
    return i + 1 >= size && lost > allowed;
  });
}

function keyOf({ trial, episode }: EpisodeRecord): string {
  return `${trial} ${episode}`;
}

/** The largest mean loss, over all trials, of so many episodes in a row. */
function worstWindow(
  losses: readonly { readonly episode: number; readonly loss: number }[],
  { episodes, size }: { readonly episodes: number; readonly size: number },
): number {
  const sums = new Float64Array(episodes + 1);
  const counts = new Float64Array(episodes + 1);
  for (const { episode, loss } of losses) {
    sums[episode] = sums[episode]! + loss;
    counts[episode] = counts[episode]! + 1;
  }
  let worst = -Infinity;
  for (let first = 1; first + size - 1 <= episodes; first++) {
    const total = (values: Float64Array) =>
      values.subarray(first, first + size).reduce((sum, value) => sum + value, 0);
    const count = total(counts);
    if (count > 0) worst = Math.max(worst, total(sums) / count);
  }
  return worst;
}
