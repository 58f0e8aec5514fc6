import { UsageError } from "../../model/mod.ts";
import { csvCell } from "./csv_cell.ts";
import { inOrder, type RecordedFiles } from "./files.ts";
import { readable } from "./folder_files.ts";

/** A sheet of a spreadsheet as CSV. */
interface Sheet {
  readonly name: string;
  readonly text: string;
}

/** Spreadsheets that aren't read: the binary format of before 2007, and OpenDocument's. */
const OTHER_SPREADSHEETS = /\.(?:xls|xlsb|ods|numbers)$/i;
const SPREADSHEET = /\.xls[xm]$/i;

/** Whether a path is that of a spreadsheet. @throws {UsageError} for one in a format that isn't read */
export function isSpreadsheet(path: string): boolean {
  if (OTHER_SPREADSHEETS.test(path)) {
    throw new UsageError(`Cannot read "${path}": save the spreadsheet as .xlsx or CSV`);
  }
  return SPREADSHEET.test(path);
}

/** Opens the sheets of an `.xlsx` that have rows as a folder of CSV files. @throws {UsageError} if it can't be read */
export async function openSpreadsheet(path: string): Promise<RecordedFiles> {
  const sheets = new Map((await sheetsOf(path)).map(({ name, text }) => [`${name}.csv`, text]));
  return { name: path, paths: inOrder(sheets.keys()), text: (sheet) => Promise.resolve(sheets.get(sheet)!) };
}

/** The first sheet of an `.xlsx` that has rows, as CSV. @throws {UsageError} if it can't be read, or no sheet has any */
export async function firstSheetText(path: string): Promise<string> {
  const [first] = await sheetsOf(path);
  if (first === undefined) throw new UsageError(`Cannot read "${path}": none of its sheets has rows`);
  return first.text;
}

async function sheetsOf(path: string): Promise<Sheet[]> {
  const bytes = await readable(path, Deno.readFile);
  // Loaded for spreadsheets alone, since every program reads files.
  const { default: readSheets } = await import("read-excel-file/universal");
  const sheets = await readSheets(new Blob([bytes])).catch((error: Error) => {
    throw new UsageError(`Cannot read "${path}" as a spreadsheet: ${error.message.split("\n")[0]}`);
  });
  return sheets
    .map(({ sheet, data }) => ({ name: sheet.replaceAll("/", "_"), text: sheetText(data) }))
    .filter(({ text }) => text !== "");
}

function sheetText(rows: readonly (readonly unknown[])[]): string {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const texts = Array.from({ length: width }, (_, i) => dateWriter(rows.map((row) => row[i])));
  return rows.map((row) =>
    `${
      row.map((value, i) =>
        value === null || value === undefined
          ? ""
          : csvCell(value instanceof Date ? texts[i]!(value) : String(value))
      ).join(",")
    }\n`
  ).join("");
}

/** Days that a time of day is counted from: those of spreadsheets since 1900, and since 1904. */
const FIRST_DAYS = ["1899-12-30", "1899-12-31", "1904-01-01"];

/** How the dates of a column are written: as days or times of day where they are nothing more. */
function dateWriter(column: readonly unknown[]): (date: Date) => string {
  const dates = column.filter((value) => value instanceof Date).map(dateText);
  if (dates.every((text) => FIRST_DAYS.includes(text.slice(0, 10)))) {
    return (date) => dateText(date).slice(11);
  }
  // A single one says nothing about its column.
  const days = dates.length > 1 && dates.every((text) => text.endsWith(" 00:00:00.000"));
  return days ? (date) => dateText(date).slice(0, 10) : dateText;
}

/** Spreadsheets keep times as fractions of days: a millisecond off a whole second is one of rounding. They have no zone. */
function dateText(date: Date): string {
  const ms = date.getTime();
  const whole = 1000 * Math.round(ms / 1000);
  return new Date(Math.abs(ms - whole) <= 2 ? whole : ms).toISOString().replace("T", " ").replace("Z", "");
}
