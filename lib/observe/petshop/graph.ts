import type { Dependency } from "../../model/mod.ts";
import { readCsv } from "../reading/csv.ts";
import { malformed } from "../reading/malformed.ts";
import { requireNumber } from "../reading/numbers.ts";

/** Reads a square adjacency matrix in which the row calls the column. @throws {UsageError} where it is none */
export function readPetshopGraph(
  text: string,
  path: string,
): { nodes: readonly string[]; dependencies: readonly Dependency[] } {
  const { header, rows } = readCsv(text, path);
  const nodes = header.slice(1);
  const dependencies: Dependency[] = [];
  for (const { line, cells: [caller, ...calls] } of rows) {
    if (!nodes.includes(caller!)) throw malformed({ path, line }, "a service of the header", caller);
    calls.forEach((cell, i) => {
      const callee = nodes[i]!;
      if (requireNumber(cell, callee, { path, line }) > 0) dependencies.push({ caller: caller!, callee });
    });
  }
  return { nodes, dependencies };
}
