import { escaped } from "./escaped.ts";
import { headerTitle } from "./header_title.ts";

/** A table as it is read: all cells are text. */
export interface Sheet {
  /** What it shows; absent: the text around it says so. */
  readonly caption?: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a number, or a text of numbers, looks like: 12, -0.4 [-0.5, -0.3], +3, 12 %, 00:02:05. */
const NUMERIC = /^[<>≤≥~±+−-]? ?(?:\d|∞|\.\d)/;
/** Cells that say that there is nothing. */
const NOTHING = ["", "-"];
/** Longer texts are wrapped. */
const MAX_LINE = 60;

/**
 * The look of all tables, in the colours of JupyterLab's theme; elsewhere in those of the page, whatever they are. Alignment stands in each cell,
 * because GitHub and untrusted notebooks know no style sheets.
 */
const STYLE = [
  ".aiops-table { overflow-x: auto; margin: 0 0 0.8em }",
  ".aiops-table table { border-collapse: collapse; table-layout: auto; margin: 0; width: auto;" +
  " color: var(--jp-ui-font-color1, inherit); font-size: var(--jp-ui-font-size1, 0.9em);" +
  " font-variant-numeric: tabular-nums }",
  ".aiops-table caption { caption-side: top; text-align: left; padding: 0.3em 0.7em; font-weight: 600;" +
  " color: var(--jp-ui-font-color1, inherit) }",
  ".aiops-table table th, .aiops-table table td { padding: 0.25em 0.7em; white-space: nowrap; border: none }",
  ".aiops-table table td.aiops-text { white-space: normal; min-width: 22em; max-width: 44em }",
  ".aiops-table thead th { cursor: pointer; font-weight: 600;" +
  " border-bottom: 1px solid var(--jp-border-color1, #888888) }",
  ".aiops-table tbody tr:nth-child(even) { background: var(--jp-rendermime-table-row-background, #8888881a) }",
  ".aiops-table tbody tr:nth-child(odd) { background: none }",
  ".aiops-table tbody tr:hover { background: var(--jp-rendermime-table-row-hover-background, #88888833) }",
  ".aiops-table th[aria-sort=ascending]::after { content: ' \\25B2' }",
  ".aiops-table th[aria-sort=descending]::after { content: ' \\25BC' }",
].join("\n");

/**
 * Sorts the rows by the column whose heading is clicked, or on which Enter is pressed: upwards, then downwards. Cells without a number come last.
 * An attribute and no script, so that it also works where HTML is put into a page as text. Holds no double quote.
 */
const SORT = "(function(t,e){" +
  "var h=e.target.closest('th');if(!h)return;" +
  "var i=h.cellIndex,b=t.tBodies[0],up=h.getAttribute('aria-sort')!=='ascending',n=h.style.textAlign==='right';" +
  "var v=function(r){var s=r.cells[i].textContent.trim().replace(/^[<>≤≥~±+]/,'').replace('−','-').replace('∞','Infinity');" +
  "return n?parseFloat(s):s};" +
  "var c=function(x,y){var p=v(x),q=v(y);" +
  "if(n){if(isNaN(p)||isNaN(q))return isNaN(p)-isNaN(q);return (up?1:-1)*(p<q?-1:p>q?1:0)}" +
  "return (up?1:-1)*p.localeCompare(q,'en',{numeric:true})};" +
  "Array.from(b.rows).sort(c).forEach(function(r){b.appendChild(r)});" +
  "Array.from(t.tHead.rows[0].cells).forEach(function(o){o.removeAttribute('aria-sort')});" +
  "h.setAttribute('aria-sort',up?'ascending':'descending')" +
  "})(this,event)";

/** The columns that hold numbers, or nothing: they are right-aligned and never broken. */
export function numericColumns({ header, rows }: Sheet): number[] {
  return header.flatMap((_, i) => {
    const cells = rows.map((row) => row[i] ?? "").filter((cell) => !NOTHING.includes(cell));
    return cells.length > 0 && cells.every((cell) => NUMERIC.test(cell)) ? [i] : [];
  });
}

/**
 * A table as HTML that needs nothing else: scrolls if it is wide, sorts by a click on a heading where scripts run, and explains the heading
 * that is pointed at.
 */
export function htmlTable(sheet: Sheet): string {
  const { caption, header, rows } = sheet;
  const numeric = new Set(numericColumns(sheet));
  const align = (i: number) => `style="text-align: ${numeric.has(i) ? "right" : "left"}"`;
  const heading = (text: string, i: number) =>
    `<th scope="col" tabindex="0"${titled(headerTitle(text))} ${align(i)}>${escaped(text)}</th>`;
  const cell = (text: string, i: number) =>
    numeric.has(i)
      ? `<td ${align(i)}>${unbroken(escaped(text))}</td>`
      : `<td ${text.length > MAX_LINE ? 'class="aiops-text" ' : ""}${align(i)}>${escaped(text)}</td>`;
  return [
    `<div class="aiops-table"><style>\n${STYLE}\n</style>`,
    `<table onclick="${escaped(SORT)}" onkeydown="if(event.key==='Enter')this.onclick(event)">`,
    ...(caption === undefined ? [] : [`<caption>${escaped(caption)}</caption>`]),
    `<thead><tr>${header.map(heading).join("")}</tr></thead>`,
    "<tbody>",
    ...rows.map((row) => `<tr>${header.map((_, i) => cell(row[i] ?? "", i)).join("")}</tr>`),
    "</tbody></table></div>",
  ].join("\n");
}

/** The attribute that explains a header to those who point at it. */
function titled(meaning: string | undefined): string {
  return meaning === undefined ? "" : ` title="${escaped(meaning)}"`;
}

/** Text whose spaces don't break, in readers that know no style sheets either. */
function unbroken(text: string): string {
  return text.replaceAll(" ", "&nbsp;");
}
