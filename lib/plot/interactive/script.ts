import * as course from "./client/course.ts";
import * as dom from "./client/dom.ts";
import * as graph from "./client/graph.ts";
import * as inspector from "./client/inspector.ts";
import * as lanes from "./client/lanes.ts";
import * as linePath from "./client/line_path.ts";
import * as mount from "./client/mount.ts";
import * as panels from "./client/panels.ts";
import * as seriesColour from "./client/series_colour.ts";
import * as serviceFacts from "./client/service_facts.ts";
import * as stepper from "./client/stepper.ts";
import * as strip from "./client/strip.ts";
import * as theme from "./client/theme.ts";
import * as timeAxis from "./client/time_axis.ts";
import * as tip from "./client/tip.ts";
import * as toolbar from "./client/toolbar.ts";
import * as valueAxis from "./client/value_axis.ts";
import * as view from "./client/view.ts";

/** The modules whose functions are the program of a page; all of them are exported, since only then can their text be had. */
const MODULES: readonly Readonly<Record<string, unknown>>[] = [
  course,
  dom,
  graph,
  inspector,
  lanes,
  linePath,
  mount,
  panels,
  seriesColour,
  serviceFacts,
  stepper,
  strip,
  theme,
  timeAxis,
  tip,
  toolbar,
  valueAxis,
  view,
];

/**
 * The program that brings the figures of a page to life: the text of all functions in `client/`, as Deno made JavaScript
 * of them. So it is checked like all else, and nothing has to be bundled or downloaded, wherever the library is imported from.
 */
export function pageScript(style: string): string {
  const functions = MODULES.flatMap((module) => Object.values(module)).filter((part) =>
    typeof part === "function"
  );
  return `(() => {\n"use strict";\n${functions.map(String).join("\n")}\nmountFigures(${
    JSON.stringify(style)
  });\n})();`;
}
