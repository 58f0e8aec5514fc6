/** A notebook as it was saved: what its cells say and what they show, to be looked up by claims. */

type Text = string | readonly string[];

/** The used part of the JSON of a notebook. */
interface NotebookJson {
  readonly cells: readonly {
    readonly id: string;
    readonly cell_type: string;
    readonly source: Text;
    readonly outputs?: readonly { readonly text?: Text; readonly data?: Readonly<Record<string, Text>> }[];
  }[];
}

/** A cell of a saved notebook. */
export interface SavedCell {
  readonly id: string;
  readonly isCode: boolean;
  readonly source: string;
  /** All text that it shows: printed lines, tables and titles in plain form, the words and numbers in pictures. */
  readonly shown: string;
}

/** A saved notebook, to be asked for what its outputs say. */
export interface SavedNotebook {
  /** The file's name without `.ipynb`. */
  readonly name: string;
  readonly cells: readonly SavedCell[];
  /**
   * The number in the first group of a pattern in what a cell shows; of the whole match where it has no group.
   *
   * @throws {Error} without such a cell or match
   */
  number(cell: string, pattern: RegExp): number;
  /** The numbers in the groups of all matches of a pattern in what a cell shows, one after the other. */
  numbers(cell: string, pattern: RegExp): number[];
  /**
   * The first number of a column of a table that a cell shows, in the row whose other columns read so; of several columns of one name the
   * first.
   *
   * @throws {Error} without such a cell, table, column or row, and where several rows fit
   */
  value(cell: string, column: string, row: Readonly<Record<string, string>>): number;
  /** All numbers of such a cell of a table: a value, and the ends of its interval. */
  values(cell: string, column: string, row: Readonly<Record<string, string>>): number[];
  /**
   * The first numbers of a column, from the top; of rows whose cell is empty or says that there is nothing none.
   *
   * @throws {Error} without such a cell, table or column
   */
  column(cell: string, column: string): number[];
  /** The rows of the table that has a column, as texts by header. */
  rows(cell: string, column: string): Readonly<Record<string, string>>[];
}

const NUMBER = /[-−+]?(?:\d[\d,]*\.?\d*|\.\d+)/;

/** Reads a notebook out of its JSON. */
export function savedNotebook(name: string, json: string): SavedNotebook {
  const cells = (JSON.parse(json) as NotebookJson).cells.map(({ id, cell_type, source, outputs = [] }) => ({
    id,
    isCode: cell_type === "code",
    source: joined(source),
    shown: outputs.map(shownText).join("\n"),
  }));
  return lookedUp(name, cells);
}

/** The part of a notebook above a cell, given by its place. */
export function above({ name, cells }: SavedNotebook, place: number): SavedNotebook {
  return lookedUp(name, cells.slice(0, place));
}

function lookedUp(name: string, cells: readonly SavedCell[]): SavedNotebook {
  const shown = (id: string) => {
    const found = cells.find((cell) => cell.id === id);
    if (found === undefined) throw new Error(`${name} has no cell "${id}" above the sentence`);
    return found.shown;
  };
  const rowsOf = (id: string, column: string) => {
    const rows = tablesIn(shown(id)).find(([first]) => first !== undefined && column in first);
    if (rows === undefined) throw new Error(`${name}, ${id}: there is no table with a column "${column}"`);
    return rows;
  };
  const numbers = (id: string, pattern: RegExp) =>
    [...shown(id).matchAll(new RegExp(pattern, [...new Set(`${pattern.flags}gm`)].join("")))]
      .flatMap(([all, ...groups]) => (groups.length === 0 ? [all] : groups).map(numberOf));
  return {
    name,
    cells,
    numbers,
    number(id, pattern) {
      const [first] = numbers(id, pattern);
      if (first === undefined) throw new Error(`${name}, ${id}: nothing in what it shows is ${pattern}`);
      return first;
    },
    rows: rowsOf,
    column: (id, column) =>
      rowsOf(id, column).map((row) => row[column]!).filter((text) => NUMBER.test(text)).map(numberOf),
    value: (id, column, row) => valuesAt(id, column, row)[0] ?? NaN,
    values: valuesAt,
  };

  function valuesAt(id: string, column: string, row: Readonly<Record<string, string>>): number[] {
    const fitting = rowsOf(id, column).filter((one) =>
      Object.entries(row).every(([key, text]) => one[key] === text)
    );
    if (fitting.length !== 1) {
      throw new Error(`${name}, ${id}: ${fitting.length} rows are ${JSON.stringify(row)}`);
    }
    return [...fitting[0]![column]!.matchAll(new RegExp(NUMBER, "g"))].map(([text]) => numberOf(text));
  }
}

/** The first number in a text; NaN where there is none. */
export function numberOf(text: string): number {
  return Number(NUMBER.exec(text)?.[0].replaceAll(",", "").replace("−", "-") ?? NaN);
}

/** The tables in a text, each a line of headers above one of dashes: from where to where its columns reach. */
function tablesIn(text: string): Record<string, string>[][] {
  const lines = text.split("\n");
  return lines.flatMap((line, i) => {
    if (!/^-+(?: {2}-+)+$/.test(line)) return [];
    const columns = [...line.matchAll(/-+/g)].map(({ index, 0: dashes }) => [index, index + dashes.length]);
    const cut = (row: string) => columns.map(([from, until]) => row.slice(from, until).trim());
    const header = cut(lines[i - 1]!);
    const after = lines.slice(i + 1);
    const end = after.findIndex((row) => row.trim() === "");
    return [
      after.slice(0, end < 0 ? after.length : end).map((row) => {
        const cells = cut(row);
        // Of several columns of one name the first counts.
        return Object.fromEntries(header.map((name, j) => [name, cells[j]!] as const).toReversed());
      }),
    ];
  });
}

function shownText(
  { text, data = {} }: { readonly text?: Text; readonly data?: Readonly<Record<string, Text>> },
): string {
  const svg = joined(data["image/svg+xml"] ?? "");
  const words = [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map(([, inner]) =>
    inner!.replace(/<[^>]*>/g, " ")
  );
  return [joined(text ?? ""), joined(data["text/markdown"] ?? ""), joined(data["text/plain"] ?? ""), ...words]
    .filter((part) => part !== "").join("\n");
}

function joined(text: Text): string {
  return [text].flat().join("");
}
