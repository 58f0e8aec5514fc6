/** A line through the values of steps, with gaps where there are none; where a pixel has several steps, their least and their greatest. */
export function linePath(
  values: readonly (number | null)[],
  { from, until, xOf, yOf }: {
    from: number;
    until: number;
    xOf: (step: number) => number;
    yOf: (value: number) => number;
  },
): string {
  const perPixel = (until - from) / Math.max(1, xOf(until) - xOf(from));
  const stride = perPixel > 3 ? Math.ceil(perPixel) : 1;
  let path = "";
  let pen = "M";
  const draw = (step: number, value: number) => {
    // A line without length is a dot where ends are round, so that a value between two gaps is seen.
    path += `${pen}${xOf(step).toFixed(1)},${yOf(value).toFixed(1)}${pen === "M" ? "h0" : ""}`;
    pen = "L";
  };
  for (let step = from; step < until; step += stride) {
    const known = values.slice(step, Math.min(until, step + stride)).filter((value) => value !== null);
    if (known.length === 0) pen = "M";
    else if (stride === 1) draw(step, known[0]!);
    else {
      draw(step, Math.min(...known));
      draw(step, Math.max(...known));
    }
  }
  return path;
}
