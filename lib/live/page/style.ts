/** The style of the page, in dark and light by the reader's setting. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #222; --muted: #5c5c5c; --back: #fff; --card: #f5f5f2; --edge: #bbb; --blue: #0072b2; --red: #b8420a; --green: #00705a; --fill: #d55e00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eee; --muted: #aaa; --back: #16181b; --card: #212429; --edge: #555; --blue: #56b4e9; --red: #ff8a4c; --green: #3fc9a4; --fill: #d55e00; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 1rem; background: var(--back); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.3rem; margin: 0 0 .3rem; }
h2 { font-size: 1rem; margin: 0 0 .5rem; }
section { background: var(--card); border-radius: .5rem; padding: .8rem 1rem; margin: .8rem 0; }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); gap: 0 .8rem; align-items: start; }
a { color: var(--blue); }
.facts { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; margin: 0; padding: 0; list-style: none; }
.facts b { font-weight: 600; }
.bad { color: var(--red); font-weight: 600; }
.good { color: var(--green); font-weight: 600; }
.muted { color: var(--muted); }
.events { list-style: none; margin: 0; padding: 0; max-height: 22rem; overflow-y: auto; overflow-wrap: anywhere; }
.events li { padding: .15rem 0; display: grid; grid-template-columns: 4.8rem 9rem 1fr; gap: .4rem; }
@media (max-width: 44rem) {
  .events li { grid-template-columns: max-content 1fr; gap: 0 .6rem; padding: .3rem 0; }
  .events li span:last-child { grid-column: 1 / -1; }
  body { padding: .5rem; }
}
.approval { border-top: 1px solid var(--edge); padding: .5rem 0; }
.button { display: inline-block; padding: .35rem .9rem; margin: .3rem .5rem 0 0; border: 1px solid var(--blue); border-radius: .3rem; background: var(--back); color: var(--blue); font: inherit; text-decoration: none; cursor: pointer; }
.button.primary { background: var(--blue); color: var(--back); }
:focus-visible { outline: 3px solid var(--red); outline-offset: 2px; }
svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--ink); font-size: 12px; }
code, .how { overflow-wrap: anywhere; }
.graph { max-height: 15rem; }
#timeline { grid-column: 1 / -1; }
.graph text { text-anchor: middle; font-size: 12px; }
.label { fill: var(--muted); }
.course { fill: none; stroke: var(--blue); stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
.axis { stroke: var(--edge); stroke-width: 1; }
.tick { text-anchor: middle; }
.scale { text-anchor: end; }
.limit-label { fill: var(--red) !important; }
.limit { stroke: var(--red); stroke-width: 1; stroke-dasharray: 5 4; }
.alarm { fill: var(--fill); }
.breach { fill: var(--fill); fill-opacity: .35; }
.action { fill: var(--green); }
.call { fill: none; stroke: var(--edge); stroke-width: 1.3; }
.call.optional { stroke-dasharray: 4 3; }
.node .back { fill: var(--back); stroke: var(--muted); stroke-width: 1; }
.node .blame { fill: var(--fill); }
.node.suspect .blame { stroke: var(--red); stroke-width: 3; }
label { display: block; margin: .6rem 0; }
input { font: inherit; padding: .3rem; border: 1px solid var(--edge); border-radius: .3rem; background: var(--back); color: var(--ink); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0; overflow-wrap: anywhere; }
@media (max-width: 44rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin: 0 0 .4rem !important; } }
dt { color: var(--muted); } dd { margin: 0; }
`;

/** Puts what the server sends into the sections of the page. What has not changed stays, and so does what is focused. */
export const SCRIPT = `
const state = document.getElementById("connection");
const source = new EventSource("/events");
source.onopen = () => { state.textContent = "live"; state.className = "good"; };
source.onerror = () => { state.textContent = "not connected"; state.className = "bad"; };
source.onmessage = ({ data }) => {
  for (const [id, text] of Object.entries(JSON.parse(data))) {
    const section = document.getElementById(id);
    if (!section) continue;
    const focused = section.contains(document.activeElement) ? document.activeElement.id : "";
    const scrolled = section.querySelector(".events")?.scrollTop ?? 0;
    section.innerHTML = text;
    const list = section.querySelector(".events");
    if (list) list.scrollTop = scrolled;
    if (focused) document.getElementById(focused)?.focus();
  }
};
`;
