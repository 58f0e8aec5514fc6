import { match, rejects, strictEqual } from "node:assert";
import { UsageError } from "../lib/model/mod.ts";
import { episode } from "./episode.ts";
import { printed } from "./testing/printed.ts";

Deno.test("episode tells the incident, draws it and writes it as JSON, SVG and OTLP", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const paths = ["--json", `${folder}/a.json`, "--svg", `${folder}/a.svg`, "--otlp", `${folder}/otlp`];
    const text = await printed(() => episode(["--fault", "slow_query:db", "--render", ...paths]));
    match(text, /slow_query/);
    strictEqual(JSON.parse(Deno.readTextFileSync(`${folder}/a.json`)).seed, 7);
    match(Deno.readTextFileSync(`${folder}/a.svg`), /^<svg/);
    strictEqual([...Deno.readDirSync(`${folder}/otlp`)].length > 2, true);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("episode shows its help and refuses what it can't run", async () => {
  match(await printed(() => episode(["--help"])), /deno task episode/);
  await rejects(episode(["--fault", "slow_qurey"]), UsageError);
  await rejects(episode(["--agent", "ful"]), UsageError);
});
