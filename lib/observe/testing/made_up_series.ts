/** A small folder in the layout of the Numenta Anomaly Benchmark: two series, one of them with a window, and labels of a missing one. */
export function madeUpNab(): Record<string, string> {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, row) => {
      const hour = String(row).padStart(2, "0");
      return `2024-03-01 ${hour}:05:00,${row === 15 ? 90 : 10 + row % 3}`;
    });
  const table = (count: number) => ["timestamp,value", ...rows(count)].join("\n") + "\n";
  return {
    "README.md": "made up",
    "data/real/cpu.csv": table(20),
    "data/real/quiet.csv": table(8),
    "labels/combined_windows.json": JSON.stringify({
      "real/cpu.csv": [["2024-03-01 14:05:00.000000", "2024-03-01 16:05:00.000000"]],
      "real/quiet.csv": [],
      "real/kept_back.csv": [["2024-03-01 14:05:00.000000", "2024-03-01 16:05:00.000000"]],
    }),
  };
}

/** A typical table of a user: times, a host name, two metrics with gaps, a label. */
export function madeUpTable(): string {
  const rows = Array.from({ length: 20 }, (_, row) => {
    const time = `2024-03-01T00:${String(row).padStart(2, "0")}:00Z`;
    return `${time},web-1,${row === 4 ? "" : 20 + row % 4},${row === 7 ? "NaN" : 0.25 * row},${
      Number(row > 15)
    }`;
  });
  return ["time,host,cpu,latency_ms,is_anomaly", ...rows].join("\n") + "\n";
}
