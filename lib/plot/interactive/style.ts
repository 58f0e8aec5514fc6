/** The style of an interactive figure, within its shadow tree. Colours of lines are those of the static pictures, on dark pages lighter ones. */
export const STYLE = `
:host { display: block; }
.figure {
  --ink: #1f2328; --muted: #5d656e; --grid: #e7e9ec; --edge: #d3d8de; --card: #f6f7f9; --page: #ffffff; --accent: #0072b2;
  --bad: #b8420a; --breach: #d55e00; --fault: #f0e442; --alarm: #737b85; --good: #00705a; --blame: #0072b2; --on-blame: #ffffff;
  --series-0: #0072b2; --series-1: #e69f00; --series-2: #009e73; --series-3: #cc79a7; --series-4: #56b4e9; --series-5: #1f2328;
  --fault-shade: .28; --breach-shade: .13;
  container-type: inline-size; margin: 0; padding: 2px; color: var(--ink); color-scheme: light; text-align: left;
  font: 13px/1.45 system-ui, -apple-system, "Segoe UI", sans-serif; letter-spacing: normal; -webkit-text-size-adjust: 100%;
}
.figure[data-theme="dark"] {
  --ink: #e6e8eb; --muted: #a2abb5; --grid: #2b3036; --edge: #454c55; --card: #1d2126; --page: #111418; --accent: #5eb3ee;
  --bad: #ff9358; --breach: #ff7a2e; --fault: #f0e442; --alarm: #8b949e; --good: #3fc9a4; --blame: #5eb3ee; --on-blame: #0b0e11;
  --series-0: #3f9be0; --series-1: #f2b134; --series-2: #2bc494; --series-3: #e39bc6; --series-4: #a5dcff; --series-5: #e6e8eb;
  --fault-shade: .17; --breach-shade: .2;
  color-scheme: dark;
}
* { box-sizing: border-box; }
h3 { font-size: 16px; line-height: 1.3; font-weight: 650; margin: 0; }
h4 { font-size: 11px; font-weight: 600; color: var(--muted); margin: 12px 0 2px; }
p { margin: 0 0 3px; }
.muted { color: var(--muted); }
.over { color: var(--bad); }
header { display: flex; flex-wrap: wrap; gap: 6px 16px; justify-content: space-between; align-items: flex-start; margin-bottom: 8px; }
header > div:first-child { flex: 1 1 320px; }
.body { display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px 18px; }
.body > * { min-width: 0; }
.main { touch-action: pan-y; }
button { font: inherit; color: var(--ink); background: var(--page); border: 1px solid var(--edge); border-radius: 6px; padding: 2px 9px; cursor: pointer; }
button:hover:not(:disabled) { border-color: var(--accent); }
button:disabled { opacity: .4; cursor: default; }
button.link { border: 0; padding: 0; background: none; color: var(--accent); text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.toolbar { display: flex; gap: 4px; }
.toolbar button[aria-pressed="true"] { background: var(--accent); border-color: var(--accent); color: var(--on-blame); }
.chips { display: flex; flex-wrap: wrap; gap: 4px; margin: 0 0 6px 76px; }
.chip { border-radius: 99px; padding: 0 9px 0 7px; font-size: 12px; display: inline-flex; align-items: center; }
.chip[hidden] { display: none; }
.chip[aria-pressed="false"] { opacity: .5; text-decoration: line-through; }
.swatch { display: inline-block; width: 16px; height: 3px; margin-right: 6px; vertical-align: middle; border-radius: 1px; }
svg { display: block; }
svg text { fill: var(--ink); font-size: 11.5px; }
svg .name, svg .tick { fill: var(--muted); }
svg .label { font-weight: 600; }
.strip-frame { position: relative; margin-bottom: 8px; cursor: pointer; }
.strip .back { fill: var(--card); stroke: var(--edge); }
.strip .course { fill: none; stroke: var(--muted); stroke-width: 1.1; }
.strip .now { stroke: var(--accent); stroke-width: 1.5; }
.strip .event { fill: var(--ink); }
.strip .fault { fill: var(--fault); fill-opacity: .6; }
.strip .breach { fill: var(--breach); fill-opacity: .45; }
.window { position: absolute; top: 4px; height: 40px; border: 1.5px solid var(--accent); border-radius: 3px; cursor: grab; touch-action: none; background: color-mix(in srgb, var(--accent) 9%, transparent); }
.window:active { cursor: grabbing; }
.edge { position: absolute; top: 0; bottom: 0; width: 9px; cursor: ew-resize; }
.edge::after { content: ""; position: absolute; top: 11px; bottom: 11px; left: 3px; width: 3px; border-radius: 2px; background: var(--accent); }
.edge.start { left: -5px; } .edge.end { right: -5px; }
.course { position: relative; }
.course-drawing { cursor: crosshair; user-select: none; -webkit-user-select: none; }
.fault.shade { fill: var(--fault); fill-opacity: var(--fault-shade); }
.breach.shade { fill: var(--breach); fill-opacity: var(--breach-shade); }
.rail { stroke: var(--grid); }
.bar.fault { fill: var(--fault); } .bar.breach { fill: var(--breach); } .bar.alarm { fill: var(--alarm); }
.bar-text { fill: #1f2328 !important; font-size: 11px !important; }
.note { font-size: 11px !important; paint-order: stroke; stroke: var(--page); stroke-width: 3px; stroke-linejoin: round; }
.event { fill: var(--ink); stroke: var(--ink); }
.event.refused { fill: var(--page); }
.event.current { fill: var(--accent); stroke: var(--accent); }
.number { text-anchor: middle; font-size: 10px !important; font-weight: 650; fill: var(--page) !important; pointer-events: none; }
.number.refused { fill: var(--ink) !important; }
.leader { stroke: var(--ink); stroke-opacity: .3; }
.grid { stroke: var(--grid); }
.axis { stroke: var(--edge); }
.limit { stroke: var(--bad); stroke-dasharray: 5 4; stroke-opacity: .8; }
.limit-text { fill: var(--bad) !important; font-size: 11px !important; text-anchor: end; paint-order: stroke; stroke: var(--page); stroke-width: 3px; stroke-linejoin: round; }
.line { fill: none; stroke-width: 1.7; stroke-linejoin: round; stroke-linecap: round; }
.line.dimmed { opacity: .18; }
.dot { stroke: var(--page); stroke-width: 1.2; }
.cursor { pointer-events: none; }
.cursor.step { stroke: var(--accent); stroke-width: 1.5; }
.cursor.hover { stroke: var(--muted); stroke-dasharray: 2 2; }
.selection { fill: var(--accent); fill-opacity: .18; stroke: var(--accent); }
.tip { position: absolute; z-index: 2; pointer-events: none; background: var(--page); border: 1px solid var(--edge); border-radius: 7px; padding: 6px 9px; font-size: 12px; box-shadow: 0 3px 14px #0003; white-space: nowrap; max-width: 100%; }
.tip[hidden] { display: none; }
.tip-head { display: flex; gap: 6px; color: var(--muted); } .tip-head b { color: var(--ink); }
.tip p:last-child { margin-bottom: 0; }
.tip .did { font-weight: 600; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; background: none; }
th { font-weight: 400; text-align: left; padding: 0 0 0 10px; }
th:first-child, td:first-child { padding-left: 0; }
thead th { color: var(--muted); font-size: 11px; }
td { text-align: right; padding: 0 0 0 10px; }
.tip thead th { text-align: right; }
.stepper { display: flex; align-items: center; margin: 2px 0 0; }
.jumps { flex: none; display: flex; gap: 3px; }
.jumps button { padding: 0 8px; min-width: 28px; line-height: 22px; }
.slider { flex: 1; min-width: 0; }
input[type="range"] { width: 100%; margin: 0; height: 24px; accent-color: var(--accent); cursor: pointer; display: block; }
input.away { opacity: .45; }
.card { background: var(--card); border: 1px solid var(--edge); border-radius: 8px; padding: 8px 10px; }
.state { display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: center; margin-bottom: 8px; }
.clock { font-size: 18px; font-variant-numeric: tabular-nums; }
.badge { border-radius: 99px; padding: 0 9px; font-size: 12px; border: 1px solid var(--edge); }
.badge.bad { background: var(--breach); border-color: var(--breach); color: #fff; }
.figure[data-theme="dark"] .badge.bad { color: #16181b; }
.figure:not([data-theme="dark"]) .badge.bad { background: #b8420a; border-color: #b8420a; }
.badge.good { color: var(--good); border-color: var(--good); }
.badge.alarm { border-color: var(--alarm); }
.badge.fault { background: var(--fault); border-color: var(--fault); color: #1f2328; }
.scores { width: 100%; }
.scores th:first-child { width: 1%; white-space: nowrap; padding-right: 4px; }
.scores td { width: 1%; white-space: nowrap; min-width: 34px; }
.scores .bar-cell { width: 40%; padding-left: 6px; }
.meter-back { display: block; height: 7px; border-radius: 3px; background: var(--grid); }
.meter { display: block; height: 7px; border-radius: 3px; }
.meter.calm { background: var(--alarm); opacity: .6; } .meter.loud { background: var(--breach); } .meter.blamed { background: var(--blame); }
.why { overflow-wrap: anywhere; }
.acted { color: var(--accent); }
.graph-card { align-self: start; }
.graph-frame { overflow-x: auto; }
.graph { width: 100%; height: auto; margin: 0 auto; }
.graph text { text-anchor: middle; font-size: 12px; }
.wire { fill: none; stroke: var(--muted); stroke-width: 1.2; } .head { fill: var(--muted); }
.optional .wire { stroke-dasharray: 4 3; }
.pointed .call:not(.near) { opacity: .25; }
.near .wire { stroke-width: 2; }
.node { outline: none; cursor: default; }
.node .body { fill: color-mix(in srgb, var(--blame) var(--share), var(--page)); stroke: var(--muted); stroke-width: 1.2; }
.node .rim { fill: none; stroke: var(--muted); stroke-width: 1.2; }
.node .truth { display: none; fill: none; stroke: var(--breach); stroke-width: 2.2; stroke-dasharray: 5 3; }
.node.at-fault .truth { display: inline; }
.node.suspect .body, .node.suspect .rim { stroke: var(--ink); stroke-width: 2.6; }
.node:focus-visible .body { stroke: var(--accent); stroke-width: 3; }
.node .blame { font-size: 10.5px; }
.figure:not([data-theme="dark"]) .node.full text:not(.tag), .figure[data-theme="dark"] .node.half text:not(.tag) { fill: var(--on-blame); }
.node .tag { font-size: 10.5px; font-weight: 650; paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
.node .bell { display: none; fill: var(--breach); stroke: var(--card); stroke-width: 1.5; }
.node.alarmed .bell { display: inline; }
.facts { font-size: 12px; color: var(--muted); min-height: 62px; margin-top: 6px; overflow-wrap: anywhere; }
.facts b { color: var(--ink); }
.legend-line { display: flex; flex-wrap: wrap; gap: 2px 12px; font-size: 12px; color: var(--muted); margin-top: 6px; }
.legend-line span { white-space: nowrap; }
.key { display: inline-block; width: 18px; height: 11px; border-radius: 3px; border: 1.2px solid var(--muted); margin-right: 5px; vertical-align: -1px; }
.key.fill { background: var(--blame); border-color: var(--blame); } .key.bold { border: 2.4px solid var(--ink); }
.key.dashed { border: 2px dashed var(--breach); } .key.wire-key { height: 0; border: 0; border-top: 1.5px dashed var(--muted); border-radius: 0; vertical-align: 3px; }
.key.dot { width: 9px; height: 9px; border-radius: 99px; background: var(--breach); border: 0; }
.hint { color: var(--muted); font-size: 11.5px; margin-top: 8px; }
@container (min-width: 560px) {
  .body:not(.wide-graph) { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  .main { grid-column: 1 / -1; }
}
@container (min-width: 980px) {
  .body, .body:not(.wide-graph) { grid-template-columns: minmax(0, 1fr) minmax(320px, 31%); grid-template-rows: auto 1fr; }
  .main { grid-column: 1; grid-row: 1 / 3; }
  .words { grid-column: 2; grid-row: 1; }
  .graph-card { grid-column: 2; grid-row: 2; align-self: start; }
  .wide-graph .main { grid-row: 1; }
  .wide-graph .graph-card { grid-column: 1 / -1; grid-row: 2; }
}
.graph-first .graph-card { order: 1; }
.graph-first .words { order: 2; }
@container (min-width: 720px) {
  .body.graph-first { grid-template-columns: minmax(0, 3fr) minmax(280px, 2fr); grid-template-rows: auto; }
  .graph-first .main { grid-column: 1 / -1; grid-row: 1; }
  .body.graph-first .graph-card { grid-column: 1; grid-row: 2; }
  .body.graph-first .words { grid-column: 2; grid-row: 2; }
}
@media print { .toolbar, .stepper, .hint { display: none; } }
@media (forced-colors: active) { .window { background: transparent; } }
`;
