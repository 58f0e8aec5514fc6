import { UsageError } from "../../model/mod.ts";
import type { RecordedFiles } from "./files.ts";

/** A format of data sets: how its files are laid out, and how to read them. */
export interface Format<Source extends { readonly count: number }, Options> {
  /** What it is, in one line. */
  readonly about: string;
  /** The expected paths, for the error if there are none of them. */
  readonly layout: string;
  /** Matches a path that is typical of data sets of this format. */
  readonly marks: RegExp;
  /**
   * Opens the data set in some files.
   *
   * @throws {UsageError} for a mistake in the files; for one in a single recording only when that is read
   */
  open(files: RecordedFiles, options: Options): Promise<Source>;
}

/**
 * Opens files in one of several formats.
 *
 * @param what what is looked for, for the error: `series of the format "csv"`
 * @throws {UsageError} as the format does, and if the files hold nothing of it: with the format that they look like, if there is one
 */
export async function openAs<Name extends string, Source extends { readonly count: number }, Options>(
  files: RecordedFiles,
  { formats, name, options, what }: {
    readonly formats: Readonly<Record<Name, Format<Source, Options>>>;
    readonly name: NoInfer<Name>;
    readonly options: Options;
    readonly what: string;
  },
): Promise<Source> {
  const source = await formats[name].open(files, options);
  if (source.count > 0) return source;
  const lookalike = Object.entries<Format<Source, Options>>(formats)
    .find(([other, { marks }]) => other !== name && files.paths.some((path) => marks.test(path)));
  const hint = lookalike === undefined
    ? `${files.paths.length} files there, none laid out as ${formats[name].layout}`
    : `its files look like the format "${lookalike[0]}"`;
  throw new UsageError(`Cannot find any ${what} in "${files.name}": ${hint}`);
}
