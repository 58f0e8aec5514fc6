import { number, oneOf, type Signals, wholeNumber } from "../../model/mod.ts";
import { diagnoser, type DiagnoserEntry, type Learner } from "../diagnoser.ts";
import { learnByNetwork } from "../fused/by_network.ts";
import { learnByOpinions, POOL } from "../fused/by_opinions.ts";
import { explain, type Judgement } from "../fused/explain.ts";
import { settledByNetwork, settledByOpinions } from "../fused/settle.ts";
import { KINDS } from "../learnt/scorer.ts";
import { knowsLoad } from "../metrics/baseline.ts";
import { learnMetricsFirst } from "../next_look/metrics_first.ts";

/** The number of looks that stands for all of them at once. */
const EVERYTHING = 1000;

/**
 * The best use of all signals, in one configuration for every system. If the topology is written down, so that loads can be calculated,
 * features of every service and its neighbours from metrics, logs and spans are scored by a small network. It was trained on simulated
 * incidents (`experiments/train.ts`) with signals hidden at random, so that it works with whatever there is. A score is the
 * probability that the service is at fault: two faults at once give two scores near 1, and without a fault all are near 0. For systems about
 * which less is known than the network was trained with, the opinions of single methods are pooled. Each has the word where it knows more
 * (`settledByNetwork`, `settledByOpinions`).
 */
export const fused: DiagnoserEntry = diagnoser({
  name: "fused",
  about: "combines metrics, logs, spans and the call graph, by a trained network or by pooling opinions",
  trained: true,
  parameters: {
    by: oneOf(["knowledge", "network", "opinions"], {
      about:
        "whether the network judges or opinions are pooled: by what is known of the system, or always one of them",
    }),
    without: oneOf(["nothing", ...KINDS], {
      about: "kind of fault that the network was not shown in training, to see what becomes of unknown ones",
    }),
    looks: wholeNumber({
      about:
        "most services whose logs and traces are read besides all metrics, one after the other where they tell most, as long as it is unsure; 1000: everything is read at once",
      range: [0, EVERYTHING],
      default: EVERYTHING,
    }),
    sharpening: number({
      about: "power that makes pooled opinions as certain as they should be; 1: none",
      range: [1, 10],
      default: POOL.sharpening,
    }),
    logWeight: number({
      about: "weight of the logs in the pool; lost time has 1",
      range: [0, 10],
      default: POOL.logWeight,
    }),
    tracedMetricWeight: number({
      about: "weight of the metrics in the pool if requests are traced; 1 otherwise",
      range: [0, 10],
      default: POOL.tracedMetricWeight,
    }),
    behaviourWeight: number({
      about: "weight in the pool of lines that are logged and calls that are made otherwise than before",
      range: [0, 10],
      default: POOL.behaviourWeight,
    }),
  },
  create: (context, { by, without, looks, ...pool }) => {
    const left = without === "nothing" ? {} : { without };
    const learn: Learner = (before) => {
      const opinions = whenAsked(() => learnByOpinions(context, before, pool));
      const networkOf = () => learnByNetwork(context, before, left);
      const known = knowsLoad(context, before.metrics);
      const judge = by === "opinions"
        ? opinions
        : known
        ? settledByNetwork({ network: networkOf(), opinions }, before.metrics)
        : by === "network"
        ? networkOf()
        : settledByOpinions(opinions, context, before);
      const { services, graph } = context;
      return (after) => explain(judge(after), { services, graph, before, after });
    };
    return looks === EVERYTHING ? learn : learnMetricsFirst(context, { learn, looks });
  },
});

/** Learns when the first question comes: where a network is certain, nobody asks for opinions. */
function whenAsked(learn: () => (after: Signals) => Judgement): (after: Signals) => Judgement {
  let judge: ((after: Signals) => Judgement) | undefined;
  return (after) => (judge ??= learn())(after);
}
