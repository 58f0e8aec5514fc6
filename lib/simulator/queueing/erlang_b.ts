/**
 * Erlang B: the share of arrivals lost by a station of n servers without a queue.
 * B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1)) (Cooper, Introduction to Queueing Theory, 1981, section 3.3).
 *
 * @param servers whole number, 0 and more
 * @param offeredLoad arrival rate times service time, in Erlang
 */
export function erlangB(servers: number, offeredLoad: number): number {
  let blocking = 1;
  for (let k = 1; k <= servers; k++) blocking = offeredLoad * blocking / (k + offeredLoad * blocking);
  return blocking;
}
