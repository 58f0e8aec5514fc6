import type { MimeBundle } from "../../model/shown/displayable.ts";
import { textTable } from "../table.ts";
import { escaped } from "./escaped.ts";
import { htmlTable, type Sheet } from "./html_table.ts";

/** A report as tables and paragraphs. */
export type Part = Sheet | string;

/** The parts as plain text, with an empty line between them. */
export function partsText(parts: readonly Part[]): string {
  return parts.map((part) => {
    if (typeof part === "string") return part;
    const { caption, header, rows } = part;
    return `${caption === undefined ? "" : `${caption}:\n`}${textTable(header, rows)}`;
  }).join("\n\n");
}

/** The parts as a notebook shows them, with the plain text for readers that show no HTML. */
export function partsBundle(parts: readonly Part[]): MimeBundle {
  const html = parts.map((part) => typeof part === "string" ? paragraph(part) : htmlTable(part));
  return { "text/html": html.join("\n"), "text/plain": partsText(parts) };
}

function paragraph(text: string): string {
  return `<p>${escaped(text).replaceAll("\n", "<br>")}</p>`;
}
