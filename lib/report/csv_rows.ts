import { parse } from "@std/csv";
import { UsageError } from "../model/mod.ts";

/** The rows of a CSV text, the header first. @throws {UsageError} if the text is not CSV */
export function csvRows(text: string): string[][] {
  try {
    return parse(text) as string[][];
  } catch (error) {
    throw new UsageError(`The text is not CSV: ${(error as Error).message}`);
  }
}
