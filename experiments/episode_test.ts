import { match, rejects, strictEqual } from "node:assert";
import { UsageError } from "../lib/model/mod.ts";
import { episode } from "./episode.ts";
import { printed } from "./testing/printed.ts";

Deno.test("episode tells the incident, draws it and writes it as JSON, SVG, HTML and OTLP", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const paths = ["--json", `${folder}/a.json`, "--svg", `${folder}/a.svg`, "--otlp", `${folder}/otlp`];
    const html = ["--html", `${folder}/a.html`];
    const text = await printed(() => episode(["--fault", "slow_query:db", "--render", ...paths, ...html]));
    match(text, /slow_query/);
    strictEqual(JSON.parse(Deno.readTextFileSync(`${folder}/a.json`)).seed, 7);
    match(Deno.readTextFileSync(`${folder}/a.svg`), /^<svg/);
    match(Deno.readTextFileSync(`${folder}/a.html`), /^<!doctype html>[^]*Slow query at db[^]*<\/html>\n$/);
    match(text, /Written: .*a\.html/);
    strictEqual([...Deno.readDirSync(`${folder}/otlp`)].length > 2, true);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("episode shows its help and refuses what it can't run", async () => {
  match(await printed(() => episode(["--help"])), /deno task episode/);
  await rejects(episode(["--fault", "slow_qurey"]), UsageError);
  await rejects(episode(["--agent", "ful"]), UsageError);
  await rejects(episode(["--html", "incident.svg"]), /--html needs a file that ends in \.html or \.htm/);
});

Deno.test("episode writes no page that would be too large, nor anything else then", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const paths = ["--json", `${folder}/a.json`, "--html", `${folder}/a.html`];
    await rejects(
      episode(["--steps", "16000", "--agent", "noop", ...paths]),
      /16000 steps and 3 services takes/,
    );
    strictEqual([...Deno.readDirSync(folder)].length, 0);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
