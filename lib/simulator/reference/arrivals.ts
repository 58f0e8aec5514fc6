/**
 * The time of the next arrival of a Poisson process whose rate is constant within each whole second: an exponential
 * amount is used up second by second (the inverse of the integrated rate, Lewis and Shedler 1979, section 2).
 *
 * @param rateAt arrivals per second as a function of the time in seconds; read once per second, at its beginning
 * @returns Infinity where there is no arrival before `end`
 */
export function nextArrival(
  time: number,
  { end, next, rateAt }: { end: number; next: () => number; rateAt: (seconds: number) => number },
): number {
  let amount = -Math.log(1 - next());
  let now = time;
  while (now < end) {
    const second = Math.floor(now);
    const rate = rateAt(second);
    const left = rate * (second + 1 - now);
    if (amount < left) return now + amount / rate;
    amount -= left;
    now = second + 1;
  }
  return Infinity;
}
