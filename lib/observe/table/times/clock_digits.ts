/** Reads a time of day without separators, as seconds since midnight; NaN for a cell that isn't one. */
export type ClockReader = (cell: string) => number;

const CLOCK = /^\d{1,6}$/;

/** How whole numbers beside a date tell the time of day: as `800` or `1255`, as `80000` or `125500`, or as seconds since midnight. */
export function clockDigits(cells: readonly string[]): ClockReader | undefined {
  if (cells.length === 0 || !cells.every((cell) => CLOCK.test(cell.trim()))) return undefined;
  const longest = Math.max(...cells.map((cell) => cell.trim().length));
  const written: ClockReader = (cell) => {
    const digits = cell.trim().padStart(longest <= 4 ? 4 : 6, "0");
    const [hour, minute, second] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4) || "0"].map(
      Number,
    );
    return hour! > 24 || minute! > 59 || second! > 59 ? NaN : 3600 * hour! + 60 * minute! + second!;
  };
  if (cells.every((cell) => !Number.isNaN(written(cell)))) return written;
  const seconds: ClockReader = (cell) => Number(cell) <= 86_400 ? Number(cell) : NaN;
  return cells.every((cell) => !Number.isNaN(seconds(cell))) ? seconds : undefined;
}
