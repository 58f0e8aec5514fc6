import { deepStrictEqual, doesNotMatch, match, ok, strictEqual, throws } from "node:assert";
import { UsageError } from "../../model/mod.ts";
import { createAgent, runEpisode } from "../../run/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { toSvg } from "../parts/svg.ts";
import { plotTimeline } from "../timeline/timeline.ts";
import type { EpisodeData } from "./client/figure_data.ts";
import { interactiveTimeline } from "./interactive_timeline.ts";

const play = (options = {}, trace = true) =>
  runEpisode({ agent: createAgent("full"), environment: createEnvironment(options), seed: 7, trace });
const episode = play();
const figure = interactiveTimeline(episode);

/** The data that the page reads. */
function dataIn(html: string): EpisodeData {
  return JSON.parse(html.match(/<script type="application\/json">(.*?)<\/script>/s)![1]!);
}

Deno.test("interactiveTimeline() is a document, and in Jupyter a fragment with the static picture and words beside it", () => {
  match(figure.html, /^<!doctype html>[^]*<\/html>\n$/);
  ok(figure.html.includes(figure.fragment));
  const shown = figure[Symbol.for("Jupyter.display")]!();
  deepStrictEqual(shown, {
    "text/html": figure.fragment,
    "image/svg+xml": toSvg(plotTimeline(episode)),
    "text/plain": figure.title,
  });
});

Deno.test("interactiveTimeline() shows the static picture where scripts don't run", () => {
  const [, alt, coded] = figure.fragment.match(
    /<img alt="([^"]*)"[^>]* src="data:image\/svg\+xml;base64,([^"]*)"/,
  )!;
  strictEqual(alt, figure.title);
  strictEqual(new TextDecoder().decode(Uint8Array.fromBase64(coded!)), toSvg(plotTimeline(episode)));
});

Deno.test("interactiveTimeline() refers to nothing outside of it", () => {
  doesNotMatch(figure.html, /<link|@import|url\(|(?:src|href)="(?!data:)/);
});

Deno.test("interactiveTimeline() takes names as texts, whatever is in them", () => {
  const evil = `</script><img src=x onerror="alert(1)">&amp;`;
  const { html, fragment } = interactiveTimeline({ ...episode, agent: evil });
  ok(dataIn(html).title.includes(evil));
  strictEqual(fragment.split("</script>").length, 3);
  doesNotMatch(fragment, /<img src=x/);
  match(html, /<title>[^<]*&lt;\/script&gt;&lt;img[^<]*&amp;amp;[^<]*<\/title>/);
});

Deno.test("interactiveTimeline() stays below 1 MB, for 30 services too, and refuses what would not", () => {
  ok(figure.html.length < 300_000, String(figure.html.length));
  ok(interactiveTimeline(play({ topology: "random-30" })).html.length < 1_000_000);
  const step = { ...episode.steps[0]! };
  const steps = Array.from({ length: 20_000 }, (_, i) => ({ ...step, step: i }));
  throws(
    () => interactiveTimeline({ ...episode, steps }),
    /an episode of 20000 steps and 3 services takes \d+\.\d MB/,
  );
});

Deno.test("interactiveTimeline() gives the same bytes twice", () => {
  strictEqual(interactiveTimeline(episode).html, figure.html);
});

Deno.test("interactiveTimeline() refuses what is no episode, and one without a trace", () => {
  throws(() => interactiveTimeline(5 as never), UsageError);
  throws(() => interactiveTimeline(play({}, false)), /trace: true/);
});
