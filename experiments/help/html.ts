import type { ReferenceEntry, ReferencePart } from "./reference.ts";

/** An entry as HTML, for notebooks: without styles of its own, so that it takes the colours of the page. */
export function entryHtml(entry: ReferenceEntry): string {
  const { from, name, signature, about, parameters, options, returns, throws, example } = entry;
  return [
    `<pre><code>${escaped(signature)}\nimport { ${escaped(name)} } from "${escaped(from)}";</code></pre>`,
    ...about.split(/\n{2,}/).filter((part) => part !== "").map((part) => `<p>${prose(part)}</p>`),
    table("Parameter", parameters.filter((part) => part.about !== "")),
    table("Option", options),
    returns === "" ? "" : `<p>Returns ${prose(returns)}</p>`,
    ...throws.map((one) => `<p>Throws ${prose(one)}</p>`),
    example === "" ? "" : `<pre><code>${escaped(example)}</code></pre>`,
  ].filter((part) => part !== "").join("\n");
}

function table(title: string, parts: readonly ReferencePart[]): string {
  if (parts.length === 0) return "";
  const left = 'style="text-align:left"';
  const rows = parts.map(({ name, optional, type, about }) =>
    `<tr><td ${left}><code>${escaped(name)}${optional ? "?" : ""}</code></td>` +
    `<td ${left}><code>${escaped(type)}</code></td><td ${left}>${prose(about)}</td></tr>`
  );
  const head = `<tr><th ${left}>${title}</th><th ${left}>Type</th><th ${left}></th></tr>`;
  return `<table><thead>${head}</thead><tbody>${rows.join("")}</tbody></table>`;
}

/** Text with what stands between backquotes as code. */
function prose(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
