import type { Claim } from "../claim.ts";

const NOTEBOOK = "04-build-your-own-agent";

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says:
      "Swapping the detector changes nothing that could be told apart here: {-0.2} and {-0.1} steps an episode, " +
      "with intervals that include zero.",
    by: (saved) =>
      ["full with the forest", "full with CUSUM"].map((agent) => {
        const [value, low, high] = saved.values("04-13b", "minus full", { agent });
        return low! <= 0 && high! >= 0 ? value! : NaN;
      }),
  },
  {
    in: NOTEBOOK,
    says:
      "Swapping the diagnosis costs {21.5} steps an episode: the service at fault is named in {62.3} % of the incidents",
    by: (saved) =>
      ["minus full", "service"].map((column) =>
        saved.value("04-13b", column, { agent: "full with correlation" })
      ),
  },
  {
    in: NOTEBOOK,
    says:
      "A few lines of policy save {43} % of the steps of doing nothing, but lose to plain threshold rules, " +
      "{44.7} steps against {26.5}.",
    by: (saved) => {
      const [mine, noop, rules] = ["mine", "noop", "threshold-only"].map((agent) =>
        saved.value("04-13b", "SLO steps", { agent })
      );
      return [100 * (1 - mine! / noop!), mine!, rules!];
    },
  },
  {
    in: NOTEBOOK,
    says: "at a poisoned cache ({72.0} steps more) and a flushed one ({58.4}), in a retry storm ({54.7}) " +
      "and with a saturated CPU ({38.2}).",
    by: (saved) =>
      ["cache_poison", "cache_flush", "retry_storm", "cpu_saturation"].map((fault) =>
        saved.value("04-13c", "more", { fault })
      ),
  },
];
