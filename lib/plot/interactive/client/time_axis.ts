/** Simulated time as minutes and seconds, with hours from one hour on. */
export function clockText(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600),
    Math.floor(seconds / 60) % 60,
    Math.floor(seconds) % 60,
  ];
  return hours === 0 ? `${minutes}:${two(rest)}` : `${hours}:${two(minutes)}:${two(rest)}`;
}

/** Whole times between two times at equal distances, at most so many, in seconds. */
export function timeTicks(from: number, until: number, most: number): number[] {
  const distances = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400];
  const gap = distances.find((distance) => (until - from) / distance <= most) ??
    86400 * Math.ceil((until - from) / (86400 * most));
  const ticks = [];
  for (let at = gap * Math.ceil(from / gap); at <= until; at += gap) ticks.push(at);
  return ticks;
}
