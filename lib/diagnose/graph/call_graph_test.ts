import { deepStrictEqual } from "node:assert";
import { adjacency } from "./call_graph.ts";

const call = (caller: string, callee: string) => ({ caller, callee });

Deno.test("adjacency() counts a repeated call once and no call of a service to itself", () => {
  const { callees, callers } = adjacency(["a", "b"], [call("a", "b"), call("a", "a"), call("a", "b")]);
  deepStrictEqual(callees, [[1], []]);
  deepStrictEqual(callers, [[], [0]]);
});

Deno.test("adjacency() leaves out services that are not listed and keeps the order of the calls", () => {
  const calls = [
    call("a", "c"),
    call("a", "elsewhere"),
    call("elsewhere", "b"),
    call("a", "b"),
    call("c", "b"),
  ];
  deepStrictEqual(adjacency(["a", "b", "c"], calls), {
    callees: [[2, 1], [], [1]],
    callers: [[], [0, 2], [0]],
  });
});
