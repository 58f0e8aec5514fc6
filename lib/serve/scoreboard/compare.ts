import { createStream } from "../../random/mod.ts";
import { bcaPairedDifference } from "../../stats/mod.ts";
import type { Judged } from "./judge.ts";
import type { Measured } from "./summarise.ts";

/** What an agent comes to more than another on the same episodes: means of paired differences with their intervals. */
export interface Comparison {
  /** The other. */
  readonly than: string;
  /** Of the incidents, as a difference of shares, -1 to 1: more mitigated. */
  readonly mitigated: Measured;
  /** Seconds in an incident in which users were denied something. */
  readonly deniedSeconds: Measured;
  /** Actions in a calm episode. */
  readonly falseActs: Measured;
}

/**
 * Compares two agents episode by episode.
 *
 * @param own the episodes of one, in the order in which the other played the same ones
 */
export function compare(
  own: readonly Judged[],
  other: { readonly agent: string; readonly episodes: readonly Judged[] },
): Comparison {
  const pairs = own.map((one, i) => [one, other.episodes[i]!] as const);
  const incidents = pairs.filter(([{ isCalm }]) => !isCalm);
  return {
    than: other.agent,
    mitigated: difference(
      "mitigated",
      incidents,
      ({ mitigated }) => mitigated === null ? null : Number(mitigated),
    ),
    deniedSeconds: difference("deniedSeconds", incidents, ({ deniedSeconds }) => deniedSeconds),
    falseActs: difference(
      "falseActs",
      pairs.filter(([{ isCalm }]) => isCalm),
      ({ falseActs }) => falseActs,
    ),
  };
}

/** Limits are NaN for fewer than four pairs. */
function difference(
  key: string,
  pairs: readonly (readonly [Judged, Judged])[],
  valueOf: (judged: Judged) => number | null,
): Measured {
  const known = pairs.map(([one, other]) => [valueOf(one), valueOf(other)] as const)
    .filter((pair): pair is [number, number] => !pair.includes(null));
  if (known.length === 0) return null;
  const [a, b] = [known.map(([value]) => value), known.map(([, value]) => value)];
  const { next } = createStream("scoreboard difference", key);
  return { ...bcaPairedDifference(a, b, { next }), episodes: known.length };
}
