import { z } from "zod";
import { anyNumber, numbers } from "../../../model/argument_schemas.ts";
import { checkOptions } from "../../../model/check_options.ts";
import { UsageError } from "../../../model/mod.ts";
import { pairedPower, pairsNeeded, pow } from "../../../stats/mod.ts";
import { type Line, lineChart } from "../../../plot/parts/line_chart.ts";
import type { Picture } from "../../../plot/parts/svg.ts";
import { shareText } from "../../../model/shown/share_text.ts";

const ARGUMENTS = z.object({
  options: z.strictObject({
    sd: anyNumber,
    differences: numbers.optional(),
    power: anyNumber.optional(),
    alpha: anyNumber.optional(),
    unit: z.string().optional(),
  }),
});

/** Options of `plotPower`. */
export interface PowerOptions {
  /** Standard deviation of the paired differences; above 0. */
  readonly sd: number;
  /** Mean differences to detect. Default: a half, a quarter and a tenth of the standard deviation. */
  readonly differences?: readonly number[];
  /** Wanted power, default 0.8. */
  readonly power?: number;
  /** Two-sided significance level, default 0.05. */
  readonly alpha?: number;
  /** Name of the outcome, default `SLO-violation steps`. */
  readonly unit?: string;
}

const POINTS = 80;

/**
 * Power of a paired t-test between two agents by the number of episodes that both run, for several differences.
 *
 * @throws {UsageError} without a difference, for one of 0, or for another number out of range
 */
export function plotPower(options: PowerOptions): Picture {
  checkOptions("plotPower", ARGUMENTS, { options });
  const {
    sd,
    differences = [sd / 2, sd / 4, sd / 10],
    power = 0.8,
    alpha = 0.05,
    unit = "SLO-violation steps",
  } = options;
  if (differences.length === 0) throw new UsageError("A curve of power needs at least one difference");
  const effects = differences.map((delta) => ({ delta, standardDeviation: sd, alpha }))
    .sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta));
  const needed = effects.map((effect) => pairsNeeded({ ...effect, power }));
  const most = 2 * Math.max(10, ...needed);
  const text = (delta: number) => String(Number(delta.toPrecision(3)));
  return lineChart({
    title: finding(effects.map(({ delta }) => text(delta)), { needed, power, unit }),
    subtitle: `chance that a paired t-test at ${alpha} finds a mean difference (in ${unit}) ` +
      `whose standard deviation is ${text(sd)}`,
    lines: effects.map((effect): Line => ({
      name: `Δ ${text(effect.delta)}`,
      points: countsUpTo(most).map((pairs) => ({ x: pairs, y: 100 * pairedPower(effect, pairs) })),
    })),
    x: { label: "episodes that both agents meet", type: "log", domain: [2, most] },
    y: { label: "power (%)", domain: [0, 100] },
    rules: { y: [100 * power] },
  });
}

/** Whole numbers from 2 on, evenly spaced on a logarithmic scale. */
function countsUpTo(most: number): number[] {
  const counts = Array.from({ length: POINTS + 1 }, (_, i) => Math.round(2 * pow(most / 2, i / POINTS)));
  return [...new Set(counts)];
}

function finding(
  differences: readonly string[],
  { needed, power, unit }: { needed: readonly number[]; power: number; unit: string },
): string {
  const [first, ...others] = differences.map((difference, i) => ({ difference, episodes: needed[i]! }));
  const rest = others.map(({ difference, episodes }) => `, one of ${difference} takes ${episodes}`).join("");
  return `A difference of ${first!.difference} ${unit} takes ${first!.episodes} episodes${rest} ` +
    `(power ${shareText(power)})`;
}
