import { BLANKS, type DelimitedRecord } from "./records.ts";
import { wallTime } from "../../model/shown/wall_clock.ts";
import { counted, shortList } from "../reading/words.ts";
import type { Dialect } from "./dialect.ts";
import type { Header } from "./header.ts";
import type { LoadedTable } from "./load.ts";
import type { OrderedRows } from "./order.ts";
import type { Roles } from "./roles.ts";
import type { TimeRole } from "./time_role.ts";

/** What the note on times says of those that name no zone, where none is known for them. */
export const TAKEN_AS_UTC = "taken as UTC";

/** What a note on a reading is made from. */
export interface ReadingFacts {
  readonly table: LoadedTable;
  readonly roles: Roles;
  readonly names: readonly string[];
  readonly ordered: OrderedRows;
  /** The zone in which times are told. */
  readonly zone?: string | undefined;
  readonly facts: {
    readonly dialect: Dialect;
    readonly header: Header;
    /** Lines of numbers above the header, which no table is known of. */
    readonly rowsAbove: readonly DelimitedRecord[];
    /** Columns that tell the series of the table apart. */
    readonly by: readonly number[];
    /** A column of numbers that would tell series apart. */
    readonly hint: number | undefined;
    /** Whether numbers were joined that decimal commas had parted. */
    readonly joined: boolean;
    /** Whether the last line is cut. */
    readonly cut: boolean;
    /** Series in the table. */
    readonly parts: number;
  };
}

const DELIMITER_NAMES: Readonly<Record<string, string>> = {
  ";": "semicolons",
  "\t": "tabs",
  "|": "bars",
  [BLANKS]: "blanks",
};

/** What was read, line by line: times, values, labels, what was left out and why. */
export function notesOf({ table, roles, names, ordered, zone, facts }: ReadingFacts): string[] {
  const called = (i: number) => names[i] === "" ? `column ${i + 1}` : names[i]!;
  const list = (columns: readonly number[]) => columns.map(called).join(", ");
  const { dialect, header, rowsAbove, by, hint, joined, cut, parts } = facts;
  const notes: string[] = [timesNote(roles, ordered, { called, zone })];
  const values = roles.values.map(({ column }, i) => {
    const { unit } = table.columns[i]!;
    return unit === "" ? called(column) : `${called(column)} (${unit})`;
  });
  notes.push(
    `values: ${shortList(values)}${roles.label === undefined ? "" : `; label: ${called(roles.label)}`}`,
  );
  if (by.length > 0) notes.push(`one series for each ${list(by)}: ${parts} of them`);
  const layout = [
    ...(dialect.delimiter in DELIMITER_NAMES && !joined
      ? [`cells separated by ${DELIMITER_NAMES[dialect.delimiter]}`]
      : []),
    ...(joined || roles.values.some(({ form }) => form.decimal === ",")
      ? [`commas as decimal signs${joined ? " without quotes" : ""}`]
      : []),
    ...(header.own ? [] : ["no header"]),
    ...(header.renamed.length > 0 ? [`the name ${header.renamed.join(", ")} is there twice`] : []),
  ];
  if (layout.length > 0) notes.push(layout.join(", "));
  if (hint !== undefined && ordered.done !== "held") {
    notes.push(`times repeat, as of several series: --by ${called(hint)} would tell them apart`);
  }
  const words = roles.words.filter((column) => !by.includes(column));
  const left = [
    ...roles.leftOut.map(({ column, why }) => `${called(column)} ${why}`),
    ...words.map((column) => `${called(column)} holds words`),
  ];
  if (left.length > 0) notes.push(`left out: ${left.join("; ")}`);
  if (rowsAbove.length > 0) {
    notes.push(
      `${counted(rowsAbove.length, "line")} of numbers above the header left out: line ${rowsAbove[0]!.line}`,
    );
  }
  notes.push(...lossNotes(table, roles, called, cut), ...orderNotes(ordered));
  return notes;
}

function timesNote(
  { time }: Roles,
  { rows, timesSeconds, stepSeconds }: OrderedRows,
  { called, zone }: { readonly called: (i: number) => string; readonly zone: string | undefined },
): string {
  const many = `${counted(rows.length, "row")}`;
  if (time === undefined) return `${many} without times`;
  const from = time.columns.map(called).join(" and ");
  const step = Number.isNaN(stepSeconds) ? "" : `, one every ${durationText(stepSeconds)}`;
  if (time.relative) return `${many}${step}; ${from} counts ${time.form.name}`;
  const span = `${wallTime(timesSeconds[0]!, zone)} to ${wallTime(timesSeconds.at(-1)!, zone)}`;
  return `${many} from ${span}${step}; times from ${from} (${time.form.name}${zoneText(time)})`;
}

function zoneText({ zone, zoned }: TimeRole): string {
  if (zoned === "all") return "";
  const where = zoned === "some" ? ", those without a zone" : ",";
  if (zone === undefined) return `${where} ${TAKEN_AS_UTC}`;
  return zone.unknown
    ? `${where} ${TAKEN_AS_UTC}, since the zone ${JSON.stringify(zone.name.slice(0, 40))} isn't known`
    : `${where} in ${zone.name}`;
}

function lossNotes(
  { lost, lostCount, columns, summaries }: LoadedTable,
  { values }: Roles,
  called: (i: number) => string,
  cut: boolean,
): string[] {
  const notes: string[] = [];
  if (cut) notes.push(`the last line is cut: left out`);
  if (summaries.length > 0) {
    const [{ line, why }] = summaries as [typeof summaries[number]];
    notes.push(
      `${counted(summaries.length, "summary row")} left out: line ${line} has ${
        JSON.stringify(why.slice(0, 40))
      }`,
    );
  }
  const count = lostCount - Number(cut);
  if (count > 0) {
    const [{ line, why }] = lost as [typeof lost[number]];
    notes.push(
      `${counted(count, "line")} left out: line ${line} ${why}${count > 1 ? ", …" : ""}`,
    );
  }
  columns.forEach(({ gaps, unreadable, firstUnreadable, bounds, firstBound, converted, sentinel }, i) => {
    const name = called(values[i]!.column);
    if (values[i]!.assumed) {
      notes.push(`points in ${name} taken as decimal signs: --decimal , if they part thousands`);
    }
    if (converted !== undefined) notes.push(`${name}: ${converted}`);
    if (firstBound !== undefined) {
      notes.push(
        `${counted(bounds, "bound")} in ${name} taken as numbers: line ${firstBound.line} has ${
          JSON.stringify(firstBound.why.slice(0, 40))
        }`,
      );
    }
    if (sentinel !== undefined) {
      notes.push(
        `${sentinel.count} of the values of ${name} are ${sentinel.value}, which often marks a gap: --gap ${sentinel.value} makes them gaps`,
      );
    }
    if (gaps > 0) notes.push(`${counted(gaps, "gap")} in ${name}`);
    if (firstUnreadable !== undefined) {
      const { line, why } = firstUnreadable;
      notes.push(
        `${counted(unreadable, "cell")} of ${name} taken as gaps: line ${line} has ${
          JSON.stringify(why.slice(0, 40))
        }`,
      );
    }
  });
  return notes;
}

function orderNotes({ done, repeated, holes, longestStepSeconds }: OrderedRows): string[] {
  const notes: string[] = [];
  if (done === "reversed") notes.push("the newest row comes first: turned round");
  if (done === "sorted") notes.push("rows were out of order: sorted by time");
  if (done === "held") notes.push("one hour comes twice, as when clocks are put back: rows keep their order");
  if (repeated > 0 && done !== "held") {
    notes.push(`${repeated} row${repeated === 1 ? " has" : "s have"} the time of the row before`);
  }
  if (holes > 0) {
    const length = durationText(longestStepSeconds);
    notes.push(`${counted(holes, "hole")} between rows, ${holes === 1 ? "of" : "the longest of"} ${length}`);
  }
  return notes;
}

/** A duration in its largest unit: 300 is `5 min`. */
export function durationText(seconds: number): string {
  for (const [unit, size] of [["d", 86_400], ["h", 3600], ["min", 60]] as const) {
    if (seconds >= size) return `${Number((seconds / size).toFixed(2))} ${unit}`;
  }
  return seconds >= 1 ? `${Number(seconds.toFixed(2))} s` : `${Number((1000 * seconds).toPrecision(3))} ms`;
}
