/** Something that outputs call by several names. */
export interface Named {
  readonly names: readonly string[];
}

/**
 * Looks entries up by what an output prints: upper and lower case, underscores and spaces alike. A name with "…" in it, as `minus …`, stands
 * for all that have something in its place.
 *
 * @returns the entry of a text; undefined if there is none
 * @throws {Error} for two entries of the same name
 */
export function finder<T extends Named>(entries: readonly T[]): (text: string) => T | undefined {
  const byName = new Map<string, T>();
  for (const entry of entries) {
    for (const name of new Set(entry.names.map(plain))) {
      const other = byName.get(name);
      if (other !== undefined) throw new Error(`"${name}" is both ${other.names[0]} and ${entry.names[0]}`);
      byName.set(name, entry);
    }
  }
  const patterns = [...byName].filter(([name]) => name.includes("…")).map(([name, entry]) => ({
    pattern: new RegExp(`^${name.split("…").map(RegExp.escape).join(".+")}$`),
    entry,
  }));
  return (text) => {
    const name = plain(text);
    return byName.get(name) ?? patterns.find(({ pattern }) => pattern.test(name))?.entry;
  };
}

/** A name as it is compared: without case, code marks and spaces around, one space for several or for an underscore. */
function plain(text: string): string {
  return text.replaceAll("`", "").replace(/[\s_]+/g, " ").trim().toLowerCase();
}
