/** A class of words that give a cause away, whichever service wrote the record. */
export interface KeywordClass {
  readonly name: string;
  readonly pattern: RegExp;
  /** Whether to suspect the writer, or the other service that the record names. */
  readonly blames: "writer" | "named";
  /** Whether a single record is telling: such records don't come in bursts. */
  readonly telling: boolean;
}

/** Words of common runtimes, databases and operating systems. The first class that matches counts. */
export const KEYWORD_CLASSES = [
  {
    name: "outOfMemory",
    pattern: /\bout of memory\b|OutOfMemory|\bOOM(?:Killed)?\b|cannot allocate memory/i,
    blames: "writer",
    telling: true,
  },
  {
    name: "diskFull",
    pattern: /no space left|\bENOSPC\b|disk (?:is )?full|disk quota|could not extend file/i,
    blames: "writer",
    telling: true,
  },
  {
    name: "deployment",
    pattern: /\bdeploy(?:ed|ing|ment)?\b|\brolled out\b|\bnew version\b/i,
    blames: "writer",
    telling: true,
  },
  {
    name: "pool",
    pattern:
      /\bpool\b.*\b(?:exhaust|time|wait|within)|no (?:free )?connections?\b.*\bpool\b|unable to acquire.*connection|connection is not available/i,
    blames: "writer",
    telling: false,
  },
  {
    name: "decoding",
    pattern: /deseriali[sz]|does not match its schema|cannot (?:de)?(?:code|parse)|unmarshal|\bcorrupt/i,
    blames: "named",
    telling: false,
  },
  {
    name: "refused",
    pattern: /connection refused|ECONNREFUSED|no route to host|unreachable|UnknownHost/i,
    blames: "named",
    telling: false,
  },
  {
    name: "reset",
    pattern: /connection (?:was )?reset|reset by peer|ECONNRESET|broken pipe/i,
    blames: "named",
    telling: false,
  },
  {
    name: "timeout",
    pattern: /time[d -]?\s?out|deadline exceeded|no answer within|ETIMEDOUT/i,
    blames: "named",
    telling: false,
  },
  {
    name: "garbageCollection",
    pattern: /\bGC\b|garbage collect/i,
    blames: "writer",
    telling: false,
  },
  {
    name: "slowQuery",
    pattern: /slow (?:query|statement|log)|long[- ]running query/i,
    blames: "writer",
    telling: false,
  },
  {
    name: "queueFull",
    pattern: /queue (?:is )?full|too many connections|rejected execution/i,
    blames: "writer",
    telling: false,
  },
] as const satisfies readonly KeywordClass[];

/** The name of a class of keywords. */
export type Keyword = typeof KEYWORD_CLASSES[number]["name"];

/** The first class that has a word in the text. */
export function keywordOf(text: string): typeof KEYWORD_CLASSES[number] | undefined {
  return KEYWORD_CLASSES.find(({ pattern }) => pattern.test(text));
}
