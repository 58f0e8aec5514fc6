import { UsageError } from "../../../model/mod.ts";
import type { LoggedDecision } from "../../decision_log.ts";

/** Who says what the least or the greatest possible reward is: who asks, the log, or nobody, so that it is the least or greatest seen. */
export type LimitSource = "given" | "log" | "seen";

/** The rewards that a decision may have, whether or not they ever came. */
export interface RewardLimits {
  /** The least one. */
  readonly least: number;
  /** The greatest one. */
  readonly greatest: number;
  /** Who says the least. */
  readonly leastFrom: LimitSource;
  /** Who says the greatest. */
  readonly greatestFrom: LimitSource;
}

/**
 * The possible rewards of a log: those that are given, else those of its rows if all know them, else those that were seen.
 *
 * @throws {UsageError} for a reward beyond them
 */
export function rewardLimits(
  rows: readonly LoggedDecision[],
  given: { readonly least?: number | undefined; readonly greatest?: number | undefined },
): RewardLimits {
  const seen: [number, number] = [Infinity, -Infinity];
  const told: [number, number] = [Infinity, -Infinity];
  for (const { reward, rewardRange: [least, greatest] = [-Infinity, Infinity] } of rows) {
    seen[0] = Math.min(seen[0], reward);
    seen[1] = Math.max(seen[1], reward);
    told[0] = Math.min(told[0], least);
    told[1] = Math.max(told[1], greatest);
  }
  const [least, leastFrom] = limitOf(given.least, told[0], seen[0]);
  const [greatest, greatestFrom] = limitOf(given.greatest, told[1], seen[1]);
  const beyond = rows.find(({ reward }) => reward < least || reward > greatest);
  if (beyond === undefined) return { least, greatest, leastFrom, greatestFrom };
  const { reward, step, seed } = beyond;
  throw new UsageError(
    reward < least
      ? `The least possible reward must be at most those of the log, found ${least}, and ${reward} in step ${step} of seed ${seed}`
      : `The greatest possible reward must be at least those of the log, found ${greatest}, and ${reward} in step ${step} of seed ${seed}`,
  );
}

function limitOf(given: number | undefined, told: number, seen: number): readonly [number, LimitSource] {
  if (given !== undefined) return [given, "given"];
  return Number.isFinite(told) ? [told, "log"] : [seen, "seen"];
}
