import { shortList } from "./words.ts";

/** The fields of a format. */
export interface KnownFields {
  readonly names: ReadonlySet<string>;
  /** Fields whose content is free. */
  readonly free: ReadonlySet<string>;
}

/** A format's fields from words. */
export function knownFields(names: string, free = ""): KnownFields {
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");
  return { names: new Set([...words(names), ...words(free)]), free: new Set(words(free)) };
}

/**
 * Notes on the fields of documents that their format doesn't have: they are passed over, and one that is misspelt would be missed in
 * silence.
 *
 * @returns none or one
 */
export function strangerNotes(documents: readonly unknown[], known: KnownFields): string[] {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        if (!known.names.has(name)) found.add(name);
        else if (!known.free.has(name)) walk(inner);
      }
    }
  };
  documents.forEach(walk);
  return found.size === 0
    ? []
    : [`fields that this format doesn't have, passed over: ${
      shortList([...found].map((name) => name.slice(0, 40)))
    }`];
}
