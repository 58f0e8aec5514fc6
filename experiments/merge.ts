import { conclusions } from "../lib/bench/agents/mod.ts";
import { helpText, readCommandLine } from "./cli/arguments.ts";
import { tellWhenInterrupted } from "./cli/interrupted.ts";
import { requireWritableFolder } from "./cli/writable_folder.ts";
import { main } from "./cli/main.ts";
import { mergeShards } from "./runner/merge_shards.ts";

const OPTIONS = {
  force: { type: "boolean", help: "make the run again if it is there already" },
  results: { type: "string", value: "FOLDER", help: "where all results are (results)" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task merge FOLDER... [options]",
  about:
    "Makes one run of the shards that `deno task experiment FILE --shard I/N` left, the same bytes as in one piece.",
  options: OPTIONS,
  examples: ["deno task merge results/baselines/*.shard-*"],
});

/** Merges the shards of an experiment into one run. @throws {UsageError} for a mistake in the arguments */
export async function merge(args: readonly string[]): Promise<void> {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return console.log(HELP);
  const results = given.results ?? "results";
  requireWritableFolder(results, { option: "results" });
  using _ = tellWhenInterrupted(() =>
    "interrupted: the shards are kept as they are; the same command merges them"
  );
  const folder = await mergeShards(operands.map((path) => path.replace(/\/+$/, "")), {
    results,
    ...(given.force && { force: true }),
  });
  console.log(
    [
      `${folder}: merged from ${operands.length} shards`,
      ...conclusions(JSON.parse(Deno.readTextFileSync(`${folder}/summary.json`))),
    ].join("\n"),
  );
}

if (import.meta.main) await main(merge);
