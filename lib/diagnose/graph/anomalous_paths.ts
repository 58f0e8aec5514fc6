import type { DependencyGraph } from "./dependency_graph.ts";

/** Whether a service is anomalous and none of its callees is. */
export function isLeaf(service: number, scores: Float64Array, { callees }: DependencyGraph): boolean {
  return scores[service]! > 0 && callees[service]!.every((callee) => scores[callee] === 0);
}

/**
 * Per service the largest sum of scores over the paths of calls from the target to it on which every score is above 0, both ends
 * counted; 0 where there is no such path. Calls that close a cycle are left out: the longest simple path of a graph with cycles is
 * NP-hard.
 *
 * @param scores per service, 0 for those that no path may lead through
 */
export function bestPathSums(scores: Float64Array, graph: DependencyGraph): Float64Array {
  const sums = new Float64Array(scores.length);
  if (scores[graph.target] === 0) return sums;
  const order = callersFirst(scores, graph);
  const place = new Map(order.map((service, i) => [service, i]));
  sums[graph.target] = scores[graph.target]!;
  order.forEach((service, i) => {
    for (const callee of graph.callees[service]!) {
      if (!((place.get(callee) ?? -1) > i)) continue;
      sums[callee] = Math.max(sums[callee]!, sums[service]! + scores[callee]!);
    }
  });
  return sums;
}

/** The anomalous services that anomalous paths lead to, each before all that it calls, cycles apart. */
function callersFirst(scores: Float64Array, { target, callees }: DependencyGraph): number[] {
  const seen = new Set([target]);
  const finished: number[] = [];
  // A stack of its own: a chain of thousands of calls would overflow the engine's.
  const stack = [{ service: target, next: 0 }];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const callee = callees[top.service]![top.next++];
    if (callee === undefined) {
      finished.push(top.service);
      stack.pop();
    } else if (scores[callee]! > 0 && !seen.has(callee)) {
      seen.add(callee);
      stack.push({ service: callee, next: 0 });
    }
  }
  return finished.reverse();
}
