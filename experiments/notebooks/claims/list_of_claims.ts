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
