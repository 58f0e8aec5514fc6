import type { Claim } from "./claim.ts";

/**
 * What the notebooks claim, and what bears it: each sentence with its numbers in braces, and how they are worked out anew from what the saved
 * notebook shows above the sentence, by the names of its cells. `claims_test.ts` compares them.
 */
export const CLAIMS: readonly Claim[] = [
  {
    in: "01-first-episode",
    says: "A neighbour takes the database's CPU at {8}:{10}.",
    by: (saved) => saved.numbers("cell-6", /severity [\d.]+, from (\d+):(\d+) /),
  },
  {
    in: "01-first-episode",
    says: "Left alone, the service stays in breach for {310} s, until the neighbour goes.",
    by: (saved) => [saved.number("cell-8", /agent noop: (\d+) s in breach/)],
  },
  {
    in: "01-first-episode",
    says: "from its [p95](../docs/glossary.md#p95) latency, {4.4} times the usual, " +
      "and its CPU utilisation, {2.0} times the usual.",
    by: (saved) => {
      const [latency, usualLatency] = saved.numbers("cell-6", /p95 latency is (\d+) ms .*?usually (\d+) ms/);
      const [cpu, usualCpu] = saved.numbers("cell-6", /CPU utilisation is (\d+) %.*?usually (\d+) %/);
      return [latency! / usualLatency!, cpu! / usualCpu!];
    },
  },
  {
    in: "01-first-episode",
    says: "and fails over in the next step, {99}.",
    by: (saved) => [saved.value("front-steps", "step", { action: "failover(db)" })],
  },
  {
    in: "01-first-episode",
    says: "From then on p95 is below {<80} ms, and errors stay near the limit of {6} % " +
      "and pass it in {two} steps, {102} and {109}.",
    by: (saved) => {
      const from = saved.value("front-steps", "step", { action: "failover(db)" });
      const later = saved.rows("front-steps", "errors (%)").filter(({ step }) => Number(step) >= from);
      const limit = saved.number("front-steps", /errors of at most (\d+) %/);
      const over = later.filter((row) => Number(row["errors (%)"]) > limit);
      return [
        Math.max(...later.map((row) => Number(row["p95 (ms)"]))),
        limit,
        over.length,
        ...over.map(({ step }) => Number(step)),
      ];
    },
  },
  {
    in: "01-first-episode",
    says: "At step {110} it opens the breaker again.",
    by: (saved) => [saved.number("cell-6", /failover\(db\) at \d+, open_breaker\(api, db\) at (\d+)/)],
  },
  {
    in: "01-first-episode",
    says: "In all the SLO is breached for {15} s.",
    by: (saved) => [saved.number("cell-6", /in breach for \d+ steps \((\d+) s\)/)],
  },
  {
    in: "02-faults-and-remedies",
    says:
      "A failover mends all {seven} faults of the database, with {17} steps in breach left, and none elsewhere.",
    by: (saved) => {
      const failover = mended(saved, "failover(db)");
      return [failover.length, Math.max(...failover.map(({ left }) => left))];
    },
  },
  {
    in: "02-faults-and-remedies",
    says: "A restart of the database is quicker for a saturated CPU and a slow query, {8} steps each, " +
      "and does nothing for the other {five}.",
    by: (saved) => {
      const restart = mended(saved, "restart(db)");
      return [
        Math.max(...restart.map(({ left }) => left)),
        mended(saved, "failover(db)").length - restart.length,
      ];
    },
  },
  {
    in: "02-faults-and-remedies",
    says: "A restart of `api` is quick for thrown errors and a leaking pool, {14} steps each, and no " +
      "[remedy](../docs/glossary.md#remedy) for a bad deploy, {85} steps as with no action, or a memory leak, " +
      "{60} in place of {66}: both need the rollback, {21} and {8}.",
    by: (saved) => {
      const left = (fault: string, action: string) => saved.value("cell-7", fault, { action });
      return [
        Math.max(left("error_burst", "restart(api)"), left("pool_exhaustion", "restart(api)")),
        left("bad_deploy", "restart(api)"),
        left("memory_leak", "restart(api)"),
        left("memory_leak", "nothing"),
        left("bad_deploy", "rollback(api)"),
        left("memory_leak", "rollback(api)"),
      ];
    },
  },
  {
    in: "02-faults-and-remedies",
    says: "A wrong cache has to be emptied under a traffic limit, by clearing it or by a restart: " +
      "{3} steps either way, in place of {85}.",
    by: (saved) => {
      const left = (action: string) => saved.value("cell-7", "cache_poison", { action });
      return [
        Math.max(left("limit_traffic(0.4) + clear_cache"), left("limit_traffic(0.4) + restart(cache)")),
        left("nothing"),
      ];
    },
  },
  {
    in: "02-faults-and-remedies",
    says:
      "Of the {198} pairs of a fault and an action {29} halve the breach at least. Of the other {169}, {64} make " +
      "it longer and {24} make it shorter by more than a step: a wrong action seldom gains anything.",
    by: (saved) => {
      const [cures, all] = saved.numbers("cures", /(\d+) of (\d+) pairs/);
      return [
        all!,
        cures!,
        all! - cures!,
        ...saved.numbers("cures", /(\d+) make it longer.*?, (\d+) shorter/),
      ];
    },
  },
  {
    in: "02-faults-and-remedies",
    says: "The worst, a restart of the cache, takes up to {3.6} times as long as doing nothing.",
    by: (saved) => {
      const restart = saved.rows("cell-7", "memory_leak").find(({ action }) => action === "restart(cache)")!;
      const nothing = saved.rows("cell-7", "memory_leak").find(({ action }) => action === "nothing")!;
      return [
        Math.max(
          ...Object.keys(restart).filter((fault) => fault !== "action")
            .map((fault) => Number(restart[fault]) / Number(nothing[fault])),
        ),
      ];
    },
  },
  {
    in: "03-baselines",
    says:
      "On these {100} seeds the full agent wins {97.6} % of the [headroom](../docs/glossary.md#headroom): " +
      "of what the oracle shows could be won.",
    by: (saved) => [
      saved.number("03-12", /(\d+) episodes of each agent/),
      saved.value("03-12", "headroom", { agent: "full" }),
    ],
  },
  {
    in: "03-baselines",
    says: "leaves to be won, it wins {94.8} %.",
    by: (saved) => [saved.value("03-12", "above blind", { agent: "full" })],
  },
  {
    in: "03-baselines",
    says: "is at least {15.7} steps by the lower end of the [interval](../docs/glossary.md#bca-interval).",
    by: (saved) => [
      Math.min(
        ...["noop", "random", "blind", "tree", "hpa", "threshold-only", "anomaly-only", "prototype"]
          .map((agent) => saved.values("03-12", "minus full", { agent })[1]!),
      ),
    ],
  },
  {
    in: "03-baselines",
    says:
      "by steps ({144.7} against {78.9}) and by [reward](../docs/glossary.md#reward) ({-297.3} against {3.24}).",
    by: (saved) =>
      ["SLO steps", "reward"].flatMap((column) =>
        ["random", "noop"].map((agent) => saved.value("03-12", column, { agent }))
      ),
  },
  {
    in: "03-baselines",
    says: "the fixed list wins {53.9} %, threshold rules {65.3} %, a decision tree {70.3} %. " +
      "Adding replicas alone (`hpa`) wins {21.3} %.",
    by: (saved) =>
      ["blind", "threshold-only", "tree", "hpa"].map((agent) => saved.value("03-12", "headroom", { agent })),
  },
  {
    in: "03-baselines",
    says:
      "The prototype names the service at fault in {42.0} % of the incidents and the kind of fault in {none}, " +
      "and is never less than {50.1} % sure.",
    by: (saved) => [
      saved.value("03-12", "service right", { agent: "prototype" }),
      saved.value("03-12", "and kind", { agent: "prototype" }),
      saved.value("03-11b", "confidence, least (%)", { agent: "prototype" }),
    ],
  },
  {
    in: "03-baselines",
    says: "The full agent is {99.1} % sure on average and right about the service in all {100} incidents; " +
      "about the kind, too, in {80.0} %.",
    by: (saved) => [
      saved.value("03-11b", "mean (%)", { agent: "full" }),
      saved.value("03-11b", "diagnoses", { agent: "full" }) *
      saved.value("03-12", "service right", { agent: "full" }) / 100,
      saved.value("03-12", "and kind", { agent: "full" }),
    ],
  },
  {
    in: "03-baselines",
    says: "wins {58} % of what `full` leaves to the oracle, and names the service less often: in {98.0} %.",
    by: (saved) => {
      const minusFull = (agent: string) => saved.value("03-12", "minus full", { agent });
      return [
        100 * minusFull("planner") / minusFull("oracle"),
        saved.value("03-12", "service right", { agent: "planner" }),
      ];
    },
  },
  {
    in: "04-build-your-own-agent",
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
    in: "04-build-your-own-agent",
    says:
      "Swapping the diagnosis costs {21.5} steps an episode: the service at fault is named in {62.3} % of the incidents",
    by: (saved) =>
      ["minus full", "service"].map((column) =>
        saved.value("04-13b", column, { agent: "full with correlation" })
      ),
  },
  {
    in: "04-build-your-own-agent",
    says:
      "A few lines of policy save {44} % of the steps of doing nothing, but lose to plain threshold rules, " +
      "{43.6} steps against {26.5}.",
    by: (saved) => {
      const [mine, noop, rules] = ["mine", "noop", "threshold-only"].map((agent) =>
        saved.value("04-13b", "SLO steps", { agent })
      );
      return [100 * (1 - mine! / noop!), mine!, rules!];
    },
  },
  {
    in: "04-build-your-own-agent",
    says: "at a poisoned cache ({72.0} steps more) and a flushed one ({58.4}), in a retry storm ({54.7}) " +
      "and with a saturated CPU ({38.2}).",
    by: (saved) =>
      ["cache_poison", "cache_flush", "retry_storm", "cpu_saturation"].map((fault) =>
        saved.value("04-13c", "more", { fault })
      ),
  },
  {
    in: "05-learning-curves",
    says: "which begins with the playbook's opinion, goes from {7.3} to {5.4} steps, and `full`, " +
      "which learns nothing, from {7.2} to {4.7}.",
    by: (saved) => [
      saved.value("c823125d", "first", { agent: "linear-thompson" }),
      saved.value("c823125d", "last", { agent: "linear-thompson" }),
      ...saved.numbers("8e983d2b", /linear-thompson is not .* where full takes ([\d.]+) and ([\d.]+)/),
    ],
  },
  {
    in: "05-learning-curves",
    says:
      "in the last part of the life `full` takes {24.6} steps, {1.9} times as many as `linear-thompson` " +
      "with {12.8}, and {2.6} times as many as the one above a floor with {9.5}.",
    by: (saved) => {
      const [full, learner, careful] = ["full", "linear-thompson", "above a floor"].map((agent) =>
        saved.value("02fde8d9", "from 91", { agent })
      );
      return [full!, full! / learner!, learner!, full! / careful!, careful!];
    },
  },
  {
    in: "06-statistics-and-power",
    says:
      "the spread of a difference is {29.9} steps paired and {29.6} not paired. `full` needs about the same few " +
      "steps whatever happens (standard deviation {8.0}), so that the spread is the rival's own ({28.5}).",
    by: (saved) => [
      ...saved.numbers("06-06", /([\d.]+) steps paired, ([\d.]+) not paired/),
      ...saved.numbers("06-06", /standard deviation ([\d.]+);/),
    ],
  },
  {
    in: "06-statistics-and-power",
    says:
      "A difference of 5 steps takes {283} episodes, one of 2 steps {1,755}: small claims need long runs.",
    by: (saved) =>
      ["5.0", "2.0"].map((difference) =>
        saved.value("06-11", "pairs for a power of 80 %", { "difference (steps)": difference })
      ),
  },
  {
    in: "06-statistics-and-power",
    says: "the worst tenth of the rival's episodes has {33} % of its steps in breach.",
    by: (saved) => [saved.number("06-06", /^threshold-only: .* the worst tenth of the episodes has (\d+) %/)],
  },
  {
    in: "06-statistics-and-power",
    says:
      "after {10} episodes the interval is {57.5} steps wide, more than twice the difference of {24.3} steps, " +
      "after {600} it is {4.9} steps wide.",
    by: (saved) => {
      const [counts, widths] = ["episodes", "width"].map((column) => saved.column("06-08b", column));
      const difference = saved.column("06-08b", "mean difference").at(-1)!;
      return [
        counts![0]!,
        widths![0]! > 2 * difference ? widths![0]! : NaN,
        difference,
        counts!.at(-1)!,
        widths!.at(-1)!,
      ];
    },
  },
  {
    in: "06-statistics-and-power",
    says: "{85} % of `full`'s episodes have at most {12} steps in breach, {10} % of the rival's.",
    by: (saved) =>
      saved.numbers("06-13", /^([\d.]+) % of full's episodes have at most (\d+) .*, ([\d.]+) % of/).slice(
        0,
        3,
      ),
  },
  {
    in: "07-topologies",
    says: "The order of the agents is the same on {3}, {11} and {30} services.",
    by: (saved) => {
      const rows = saved.rows("07-11b", "services");
      const agents = ["full", "threshold-only", "anomaly-only", "noop"];
      const ordered = rows.filter((row) =>
        agents.every((agent, i) => i === 0 || Number(row[agents[i - 1]!]) < Number(row[agent]))
      );
      return ordered.map(({ services }) => Number(services));
    },
  },
  {
    in: "07-topologies",
    says: "is {20.3} and {20.1} on the first two and {5.2} on the random graph.",
    by: (saved) => saved.column("07-11b", "threshold-only minus full"),
  },
  {
    in: "07-topologies",
    says:
      "and in {98.3} % on `boutique`; and in each picture the service at fault bears more than {0.99} of the blame",
    by: (saved) => {
      const right = ["three-tier", "boutique", "random-30"].map((topology) =>
        saved.value("07-12", "diagnosis right (%)", { topology })
      );
      const blame = ["07-06", "07-07", "07-08"].map((cell) =>
        saved.number(cell, /^The diagnosis blames \S+ with > ([\d.]+) and is right$/)
      );
      return [right[0] === 100 && right[2] === 100 ? right[1]! : NaN, Math.min(...blame)];
    },
  },
  {
    in: "08-root-cause-analysis",
    says:
      "`fused` names the database by metrics alone, {85} % sure, and is over {99} % sure as soon as it may read logs",
    by: (saved) => {
      const given = (view: string) =>
        saved.rows("08-07", view).find(({ method }) => method === "fused")![view]!;
      const surer = ["metrics and logs", "metrics and traces"].map((view) =>
        Number(/^shop-db, over (\d+) %$/.exec(given(view))?.[1])
      );
      return [Number(/^shop-db, (\d+) %$/.exec(given("metrics"))?.[1]), Math.max(...surer)];
    },
  },
  {
    in: "08-root-cause-analysis",
    says: "of {1189} ms `cart` waits {1000} for the database, which is at work for {29.3} ms of it.",
    by: (saved) =>
      saved.numbers(
        "08-09b",
        /(\d+) ms in all; cart waits (\d+) ms for shop-db, which is at work for ([\d.]+) ms/,
      ),
  },
  {
    in: "08-root-cause-analysis",
    says:
      "On {100} such incidents `fused` names the cause first in all ([AC@1](../docs/glossary.md#ack) {1.00}, " +
      "with an [interval](../docs/glossary.md#wilson-interval) from {0.96}), `bayes` in {78}, " +
      "and the probabilities of `fused` hold ([ECE](../docs/glossary.md#ece) {0.001}).",
    by: (saved) => [
      saved.value("08-12b", "cases", { method: "fused" }),
      ...saved.values("08-12b", "AC@1", { method: "fused" }).slice(0, 2),
      foundOf(saved, "08-12b", "bayes")[0],
      saved.number("08-14", /^fused .* ECE ([\d.]+)\)/),
    ],
  },
  {
    in: "08-root-cause-analysis",
    says:
      "are `trace-self-time` with {68} and `graph` with {67}, which is told the timeouts and caches of the shop. " +
      "Simple alerts are right in {26}.",
    by: (saved) =>
      ["trace-self-time", "graph", "alerts"].map((method) => foundOf(saved, "08-12b", method)[0]),
  },
  {
    in: "08-root-cause-analysis",
    says: "Of the {82} incidents that the prototype diagnosed wrongly, the SLO was restored in {29}, " +
      "and in {28} of these with the [cause still at work](../docs/glossary.md#cause-removed)",
    by: (saved) => {
      const wrong = (column: string) => saved.value("repairs-prototype", column, { diagnosis: "wrong" });
      const hidden = wrong("SLO held, cause at work");
      return [wrong("incidents"), wrong("cause removed") + hidden, hidden];
    },
  },
  {
    in: "08-root-cause-analysis",
    says: "`full` was wrong in {22} of {266} and removed the cause in {17} of these all the same",
    by: (saved) => {
      const [right, wrong] = ["right", "wrong"].map((diagnosis) =>
        saved.value("08-16", "incidents", { diagnosis })
      );
      return [wrong!, right! + wrong!, saved.value("08-16", "cause removed", { diagnosis: "wrong" })];
    },
  },
  {
    in: "08-root-cause-analysis",
    says: "of the {244} incidents that `full` diagnosed rightly, in {58} ({24} %) it only hid the symptom, " +
      "or the incident healed by itself; the prototype, when right, let {6} of {16} run their course.",
    by: (saved) => [
      saved.value("08-16", "incidents", { diagnosis: "right" }),
      ...saved.values("08-16", "SLO held, cause at work", { diagnosis: "right" }),
      saved.value("repairs-prototype", "not repaired", { diagnosis: "right" }),
      saved.value("repairs-prototype", "incidents", { diagnosis: "right" }),
    ],
  },
  {
    in: "09-rca-on-real-incidents",
    says: "ours is the same, {10} and {11} of {16}.",
    by: (saved) => {
      const cases = saved.value("09-05", "cases", { method: "traversal" });
      return [
        ...["AC@1", "AC@3"].map((measure) => cases * saved.value("09-05", measure, { method: "traversal" })),
        cases,
      ];
    },
  },
  {
    in: "09-rca-on-real-incidents",
    says: "our `alerts` follows that recipe as far as it is published and finds {3} of the {17}.",
    by: (saved) => foundOf(saved, "09-08", "alerts"),
  },
  {
    in: "09-rca-on-real-incidents",
    says:
      "the published `traversal` finds {10} of PetShop's {16}, and `fused`, which may also ask who calls whom, " +
      "finds all {16}.",
    by: (saved) => [...foundOf(saved, "09-05", "traversal"), foundOf(saved, "09-05", "fused")[0]!],
  },
  {
    in: "09-rca-on-real-incidents",
    says:
      "`fused` finds {16} of {17}, and so does `trace-self-time` alone, while no other method finds more than {3}.",
    by: (saved) => {
      const [fused, cases] = foundOf(saved, "09-08", "fused");
      const others = saved.rows("09-08", "AC@1").map(({ method }) => method!)
        .filter((method) => method !== "fused" && method !== "trace-self-time");
      const traced = foundOf(saved, "09-08", "trace-self-time")[0]!;
      return [
        Math.round(traced) === Math.round(fused!) ? fused! : NaN,
        cases!,
        Math.max(...others.map((method) => foundOf(saved, "09-08", method)[0]!)),
      ];
    },
  },
  {
    in: "09-rca-on-real-incidents",
    says: "`fused` names another service, and says how little it knows: it gives its guess {24} %.",
    by: (saved) => [saved.numbers("09-11", /^ {2}\S+ \((\d+) %\);/).at(-1)!],
  },
  {
    in: "09-rca-on-real-incidents",
    says: "`fused` still accuses somebody in {7} of {17} quiet windows of Train Ticket " +
      "([specificity](../docs/glossary.md#specificity) {0.59}).",
    by: (saved) => {
      const windows = saved.number("09-08", /Specificity over (\d+) cases/);
      const specificity = saved.value("09-08", "spec.", { method: "fused" });
      return [windows * (1 - specificity), windows, specificity];
    },
  },
  {
    in: "09-rca-on-real-incidents",
    says: "from {0.73} to {0.99} for its [AC@1](../docs/glossary.md#ack) on Train Ticket, " +
      "from {0.81} to {1.00} on PetShop.",
    by: (saved) =>
      ["09-08", "09-05"].flatMap((cell) => saved.values(cell, "AC@1", { method: "fused" }).slice(1)),
  },
  {
    in: "10-detectors",
    says:
      "the ensemble is first or within {0.01} of the first in each of the {five} regimes ({0.85} to {0.98})",
    by: (saved) => {
      const regimes = ["stationary", "diurnal", "level_shift", "drift", "zero_error_warmup"];
      const precision = (row: Readonly<Record<string, string>>, regime: string) =>
        Number(row[regime]!.split("/")[1]);
      const rows = saved.rows("10-05", "diurnal");
      const own = rows.find(({ detector }) => detector === "ensemble")!;
      const behind = regimes.map((regime) =>
        Math.max(...rows.map((row) => precision(row, regime))) - precision(own, regime)
      );
      const values = regimes.map((regime) => precision(own, regime));
      return [Math.max(...behind), regimes.length, Math.min(...values), Math.max(...values)];
    },
  },
  {
    in: "10-detectors",
    says: "by NAB's score `seasonal-residual` is {2.1} ahead.",
    by: (saved) => {
      const score = (detector: string) => saved.value("10-05", "NAB", { detector });
      return [score("seasonal-residual") - score("ensemble")];
    },
  },
  {
    in: "10-detectors",
    says:
      "from {3} standard deviations on its score is at its largest, so that noise and outage get the same, " +
      "where the ensemble is at {0.062} of its own.",
    by: (saved) => {
      const rows = saved.rows("10-09b", "standard deviations");
      const first = rows.find((row) => Number(row["isolation-forest"]) === 1)!;
      return [Number(first["standard deviations"]), Number(first.ensemble)];
    },
  },
  {
    in: "10-detectors",
    says: "its ten oddest stretches touch {4} of the {7} windows, the ensemble's {6}; " +
      "among the ensemble's twenty oddest are all {7}, among the forest's still {4}.",
    by: (saved) => {
      const found = (count: string, detector: string) =>
        saved.value("10-13b", detector, { "oddest stretches": count });
      return [
        found("10", "isolation-forest"),
        saved.number("10-12", /in \d+ of (\d+) windows/),
        found("10", "ensemble"),
        found("20", "ensemble"),
        found("20", "isolation-forest"),
      ];
    },
  },
  {
    in: "10-detectors",
    says: "those that find at least {>half} of the windows raise {11} to {83} false alarms a day.",
    by: (saved) => {
      const useful = saved.rows("10-05", "false a day").filter(({ found }) => Number(found) >= 0.5);
      const raised = useful.map((row) => Number(row["false a day"]));
      return [
        Math.min(...useful.map(({ found }) => Number(found))),
        Math.min(...raised),
        Math.max(...raised),
      ];
    },
  },
  {
    in: "10-detectors",
    says: "`peaks` raises {0.5} to {0.7} of the false alarms it is asked for.",
    by: (saved) => leastAndMost(ratiosOf(saved, "peaks")),
  },
  {
    in: "10-detectors",
    says:
      "`conformal` keeps within them too, but raises {none} where {1} is asked for; SPOT learns from a tail that it " +
      "has cut off itself, and raises {2.3} to {16.6} times as many.",
    by: (saved) => {
      const conformal = ratiosOf(saved, "conformal");
      return [
        Math.max(...conformal) <= 1 ? conformal[0]! : NaN,
        ASKED[0],
        ...leastAndMost(ratiosOf(saved, "spot")),
      ];
    },
  },
  {
    in: "10-detectors",
    says:
      "`two-opinions` raises {2.95} [false-positive steps](../docs/glossary.md#false-positive-steps) an episode on " +
      "`boutique`, `operator-z` alone {12.17}, the ensemble {7.57} and the prototype's forest {24.12}, while the steps " +
      "in [breach](../docs/glossary.md#breach) hardly differ ({12.07} to {12.33}).",
    by: (saved) => [
      ...["two-opinions", "operator-z", "ensemble", "prototype-forest"].map((detector) =>
        saved.value("10-19b", "false-positive steps", { detector })
      ),
      ...leastAndMost(saved.column("10-19b", "SLO steps")),
    ],
  },
  {
    in: "10-detectors",
    says: "which on Numenta's files gets {74.9}.",
    by: (saved) => [saved.value("10-21", "NAB", { detector: "ensemble" })],
  },
  {
    in: "10-detectors",
    says: "on those at hand the windowed Gaussian has {45.4}, more than its published score",
    by: (saved) => [saved.value("10-21", "NAB", { detector: "windowed-gaussian" })],
  },
  {
    in: "11-from-simulation-to-reality",
    says: "{2} of {15} faults are right within a factor of {2} of the p95 and {10} points of the errors",
    by: (saved) => {
      const [right, all] = saved.numbers("11-10", /latency_injection \((\d+) of (\d+)\)\./);
      return [
        right!,
        all!,
        ...saved.numbers("11-10", /Right within a factor of (\d+) of the p95 and (\d+) points of the errors/),
      ];
    },
  },
  {
    in: "11-from-simulation-to-reality",
    says: "the simulated p95 goes the way of the real one in {2} of {11} and the error rate in {3} of {8}",
    by: (saved) => [
      ...saved.numbers("11-05", /^The simulated p95 .* in (\d+) of (\d+) faults/).slice(0, 2),
      ...saved.numbers("11-06", /^The simulated error rate .* in (\d+) of (\d+) faults/).slice(0, 2),
    ],
  },
  {
    in: "11-from-simulation-to-reality",
    says:
      "in {7} of {15} a simulated p95 passes {2540} ms, which the shop can't show. In {5} of {11} times to recovery " +
      "the simulator takes more than {2} times as long.",
    by: (saved) => [
      ...saved.numbers("11-10", /In (\d+) of (\d+) the simulated p95 passes (\d+) ms/),
      ...saved.numbers(
        "11-10",
        /In (\d+) of (\d+) times to recovery the simulator takes more than (\d+) times/,
      ),
    ],
  },
  {
    in: "12-live",
    says: "at {00}:{02}:{05} the agent names the database",
    by: (saved) => saved.numbers("12-14", /(\d+):(\d+):(\d+) {2}diagnosis {2}db /),
  },
  {
    in: "12-live",
    says: "In `suggest` nobody does it: {365} s in [breach](../docs/glossary.md#breach).",
    by: (saved) => [saved.number("12-12", /in breach: (\d+) s in the mode suggest/)],
  },
  {
    in: "12-live",
    says: "In `act` it is {40} s and {4} orders, and {35} of the {40} s come after the first order, " +
      "with at most {6} % errors.",
    by: (saved) => {
      const [act] = saved.numbers("12-12", /(\d+) s in act/);
      const [after, most] = saved.numbers(
        "12-12",
        /after the first order: (\d+) s, with at most (\d+) % errors/,
      );
      return [act!, saved.number("12-12", /(\d+) in act$/), after!, act!, most!];
    },
  },
  {
    in: "12-live",
    says: "is opened a second time at {00}:{03}:{05}, a minute after the first.",
    by: (saved) => saved.numbers("12-14", /(\d+):(\d+):(\d+) {2}order {6}open_breaker\(api, db\)/).slice(3),
  },
  {
    in: "12-live",
    says:
      "All {three} actions are verified at {00}:{04}:{40}, after the last order (`restore`) has lifted the breaker.",
    by: (saved) => {
      const verified = saved.numbers("12-14", /(\d+):(\d+):(\d+) {2}verified/);
      return [verified.length / 3, ...verified.slice(-3)];
    },
  },
  {
    in: "12-live",
    says: "The log of it has {19} entries, and one word that is changed in the file is found in its line.",
    by: (saved) => [saved.number("12-16", /whole: true, (\d+) entries/)],
  },
  {
    in: "13-train-a-policy",
    says: "A short training is enough to beat a list of remedies that is blind: " +
      "{29.3} steps in [breach](../docs/glossary.md#breach) against {35.4}.",
    by: (saved) =>
      saved.numbers("72aa1e2b", /policy is in breach for ([\d.]+) steps, the blind list for ([\d.]+),/),
  },
  {
    in: "13-train-a-policy",
    says: "it can't compare causes as the full agent does, which takes {6.7}.",
    by: (saved) => [saved.number("72aa1e2b", /full for ([\d.]+)\.$/)],
  },
];

/** The faults that an action mends, as the table of 02 has them: the breach is halved at least. */
function mended(saved: Parameters<Claim["by"]>[0], action: string): { fault: string; left: number }[] {
  const rows = saved.rows("cell-7", "memory_leak");
  const own = rows.find((row) => row.action === action)!;
  const nothing = rows.find((row) => row.action === "nothing")!;
  return Object.keys(own).filter((fault) => fault !== "action")
    .map((fault) => ({ fault, left: Number(own[fault]), untouched: Number(nothing[fault]) }))
    .filter(({ left, untouched }) => left <= untouched / 2);
}

/** How many of the causes in a table of diagnosers a method names first, and of how many. */
function foundOf(saved: Parameters<Claim["by"]>[0], cell: string, method: string): [number, number] {
  const cases = saved.value(cell, "cases", { method });
  return [cases * saved.value(cell, "AC@1", { method }), cases];
}

/** False alarms in 10,000 steps that 10 asks for. */
const ASKED = [1, 2, 5, 10, 20] as const;

/** The false alarms that a threshold of 10 raises, over those that it is asked for. */
function ratiosOf(saved: Parameters<Claim["by"]>[0], threshold: string): number[] {
  return ASKED.map((asked) => saved.value("10-16b", `${asked} asked for`, { threshold }) / asked);
}

function leastAndMost(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}
