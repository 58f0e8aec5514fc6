/** Steps that are this many times as long as 95 of 100 are holes. */
const HOLE_STEPS = 3;

/**
 * The rows before which nothing was recorded for long, so that a line must not run on to them: for more than three times the step that 95 of
 * 100 rows keep to. A scrape that is lost now and then is no hole, nor are the weekends of a table of workdays.
 *
 * @param times in ascending order, in any unit
 */
export function rowsAfterHoles(times: ArrayLike<number>): number[] {
  const steps = Float64Array.from(
    { length: Math.max(0, times.length - 1) },
    (_, i) => times[i + 1]! - times[i]!,
  );
  const usual = steps.toSorted()[Math.floor(0.95 * (steps.length - 1))] ?? 0;
  return usual > 0
    ? Array.from(steps, (step, i) => step > HOLE_STEPS * usual ? i + 1 : 0).filter((row) => row > 0)
    : [];
}
