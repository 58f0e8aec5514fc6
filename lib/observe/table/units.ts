/** What a unit measures, and how many base units it has: milliseconds, bytes, bits, percent or plain numbers. */
export interface Unit {
  /** As it is written in the cell. */
  readonly name: string;
  readonly dimension: string;
  readonly factor: number;
}

const TIMES: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  msec: 1,
  s: 1e3,
  sec: 1e3,
  secs: 1e3,
  second: 1e3,
  seconds: 1e3,
  min: 6e4,
  mins: 6e4,
  minute: 6e4,
  minutes: 6e4,
  h: 3.6e6,
  hr: 3.6e6,
  hour: 3.6e6,
  hours: 3.6e6,
  d: 8.64e7,
  day: 8.64e7,
  days: 8.64e7,
};
/** Powers of 1,000; K also in the small letter. */
const DECIMAL: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };
const BINARY: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};
/** Counts as people and Grafana write them. */
const COUNTS: Readonly<Record<string, number>> = {
  Mil: 1e6,
  mil: 1e6,
  Bil: 1e9,
  bil: 1e9,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  Tri: 1e12,
  tri: 1e12,
};
const PER_SECOND = /\s*(?:\/\s*s(?:ec)?|ps)$/;

/**
 * The unit behind a number, as `ms`, `KiB`, `MB/s`, `%`, `K` or `1.2 K req/s` has one. A word that is none of these counts 1 and agrees only
 * with itself.
 *
 * @param text trimmed; "" for a plain number
 */
export function unitOf(text: string): Unit {
  const known = units.get(text);
  if (known !== undefined) return known;
  const unit = newUnit(text);
  if (units.size < MAX_KNOWN_UNITS) units.set(text, unit);
  return unit;
}

const MAX_KNOWN_UNITS = 1000;
const units = new Map<string, Unit>();

function newUnit(text: string): Unit {
  const of = (dimension: string, factor: number): Unit => ({ name: text, dimension, factor });
  if (text === "") return of("number", 1);
  if (text === "%" || text === "percent" || text === "pct") return of("percent", 1);
  if (Object.hasOwn(TIMES, text)) return of("ms", TIMES[text]!);
  if (Object.hasOwn(COUNTS, text)) return of("number", COUNTS[text]!);
  if (Object.hasOwn(DECIMAL, text)) return of("number", DECIMAL[text]!);
  if (Object.hasOwn(BINARY, text)) return of("bytes", BINARY[text]!);
  // Kubernetes writes thousandths of a core so.
  if (text === "m") return of("number", 1e-3);
  const rate = PER_SECOND.test(text) ? "/s" : "";
  const plain = text.replace(PER_SECOND, "");
  const [, prefix = "", what] = /^([kKMGTP]i?)?(B|bytes?|b|bits?)$/.exec(plain) ?? [];
  if (what !== undefined) {
    const factor = prefix === "" ? 1 : BINARY[prefix] ?? DECIMAL[prefix];
    if (factor !== undefined) return of((/^(?:B|byte)/.test(what) ? "bytes" : "bits") + rate, factor);
  }
  // In small letters bytes are meant, but a rate in `ps` is one of bits.
  const [, small, letter] = /^([kmgt])b(ps)?$/.exec(text) ?? [];
  if (small !== undefined) {
    return of(letter === undefined ? "bytes" : "bits/s", DECIMAL[small === "k" ? "k" : small.toUpperCase()]!);
  }
  const [, power, things, per = ""] = /^(kilo|mega|giga|tera)(bytes?|bits?)(\/s)?$/i.exec(text) ?? [];
  if (power !== undefined) {
    return of(`${/^byte/i.test(things!) ? "bytes" : "bits"}${per}`, DECIMAL[power[0]!.toUpperCase()]!);
  }
  if (text === "‰") return of("percent", 0.1);
  const [, count, word] = /^(K|k|M|Mil|G|Bil|T)\s+(\S.*)$/.exec(text) ?? [];
  if (count !== undefined) return of(word!, DECIMAL[count] ?? COUNTS[count]!);
  const [, event, time] = /^(\S[^/]*?)\s*\/\s*(s|sec|second|min|minute|h|hr|hour)$/.exec(text) ?? [];
  if (event !== undefined) return of(`${event}/s`, 1000 / TIMES[time!]!);
  return of(text, 1);
}
