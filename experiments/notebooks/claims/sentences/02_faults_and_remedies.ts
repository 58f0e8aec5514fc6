import type { Claim } from "../claim.ts";
import type { SavedNotebook } from "../saved_notebook.ts";

const NOTEBOOK = "02-faults-and-remedies";

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says:
      "A failover mends all {seven} faults of the database, with {17} steps in breach left, and none elsewhere.",
    by: (saved) => {
      const failover = mended(saved, "failover(db)");
      return [failover.length, Math.max(...failover.map(({ left }) => left))];
    },
  },
  {
    in: NOTEBOOK,
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
    in: NOTEBOOK,
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
    in: NOTEBOOK,
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
    in: NOTEBOOK,
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
    in: NOTEBOOK,
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
];

/** The faults that an action mends, as the table of 02 has them: the breach is halved at least. */
function mended(saved: SavedNotebook, action: string): { fault: string; left: number }[] {
  const rows = saved.rows("cell-7", "memory_leak");
  const own = rows.find((row) => row.action === action)!;
  const nothing = rows.find((row) => row.action === "nothing")!;
  return Object.keys(own).filter((fault) => fault !== "action")
    .map((fault) => ({ fault, left: Number(own[fault]), untouched: Number(nothing[fault]) }))
    .filter(({ left, untouched }) => left <= untouched / 2);
}
