import { UsageError } from "../../model/mod.ts";
import { requireShallowJson } from "./json.ts";
import { malformed } from "./malformed.ts";
import { counted } from "./words.ts";

/** The documents of a text, and what there is to say about the reading. */
export interface JsonDocuments {
  readonly documents: readonly unknown[];
  readonly notes: readonly string[];
}

/**
 * Reads JSON: one document, a list of them that are objects, or one a line. A line that is no JSON is left out and counted.
 *
 * @throws {UsageError} for a text that isn't JSON, or most lines of which aren't
 */
export function readDocuments(text: string, path: string): JsonDocuments {
  const plain = text.replace(/^\uFEFF/, "");
  requireShallowJson(plain, path);
  try {
    const whole: unknown = JSON.parse(plain);
    return { documents: Array.isArray(whole) && isOfDocuments(whole) ? whole : [whole], notes: [] };
  } catch (error) {
    return documentsOfLines(plain, path, error as SyntaxError);
  }
}

/** Whether a list is one of documents, as an exporter that collects them writes it. */
function isOfDocuments(list: readonly unknown[]): boolean {
  return list.length > 0 &&
    list.every((one) => typeof one === "object" && one !== null && !Array.isArray(one)) &&
    !("traceId" in (list[0] as object) && "id" in (list[0] as object));
}

function documentsOfLines(text: string, path: string, { message }: SyntaxError): JsonDocuments {
  const documents: unknown[] = [];
  const lost: number[] = [];
  const lines = text.split("\n");
  lines.forEach((line, i) => {
    if (line.trim() === "") return;
    try {
      const document: unknown = JSON.parse(line);
      if (typeof document === "object" && document !== null) documents.push(document);
      else lost.push(i + 1);
    } catch {
      lost.push(i + 1);
    }
  });
  if (documents.length === 0) throw malformed({ path }, "JSON", message);
  if (lost.length > documents.length) {
    throw new UsageError(
      `${path}: expected JSON, found ${lost.length} of ${
        lost.length + documents.length
      } lines that aren't: line ${lost[0]}`,
    );
  }
  if (lost.length === 0) return { documents, notes: [] };
  return { documents, notes: [`${counted(lost.length, "line")} that is no JSON left out: line ${lost[0]}`] };
}
