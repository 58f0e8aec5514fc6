import type { Catalogue, Entry } from "../catalogue.ts";

/** Parameters by entry: lowest and highest value, where there is a range, and the default. */
export type Promised = Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;

/** What a catalogue promises to the files of experiments that name its entries. */
export function promisedBy(catalogue: Catalogue<Entry>): Promised {
  const withParameters = catalogue.list().filter(({ parameters }) => parameters.length > 0);
  return Object.fromEntries(withParameters.map(({ name, parameters }) => [
    name,
    Object.fromEntries(
      parameters.map((one) => [
        one.name,
        [one.least, one.greatest, one.default].filter((value) => value !== undefined),
      ]),
    ),
  ]));
}
