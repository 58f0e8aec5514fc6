/**
 * Erlang B: the probability that an arrival is lost by a station of n servers without a queue.
 * B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1)) (Cooper, Introduction to Queueing Theory, 1981, section 3.3).
 *
 * @param servers number of servers, a non-negative integer
 * @param offeredLoad arrival rate times mean service time, in Erlang
 * @returns blocking probability, 0 to 1
 */
export function erlangB(servers: number, offeredLoad: number): number {
  let blocking = 1;
  for (let k = 1; k <= servers; k++) blocking = offeredLoad * blocking / (k + offeredLoad * blocking);
  return blocking;
}

/**
 * 1 / B for servers that together end min(k `perServer`, `limit`) requests/s while k are busy: the probability of at most n busy servers
 * over that of n, by 1 / B(k) = 1 + r(k) / λ / B(k-1).
 */
export function erlangRatio(
  servers: number,
  arrivals: number,
  { perServer, limit }: { perServer: number; limit: number },
): number {
  let ratio = 1;
  for (let k = 1; k <= servers; k++) ratio = 1 + Math.min(k * perServer, limit) / arrivals * ratio;
  return ratio;
}
