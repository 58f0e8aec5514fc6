/** Stands for a variable part of a template. */
export const WILDCARD = "<*>";

/** How a template miner groups log lines. */
export interface TemplateOptions {
  /** Leading words that a line must share with its template, unless they contain digits. Default 2. */
  readonly prefixWords?: number;
  /** Share of words that a line must have in common with its template, 0 to 1. Default 0.5. */
  readonly similarity?: number;
  /** Branches per node; words that come later share one. Default 100. */
  readonly maxChildren?: number;
}

/** Groups log lines by their constant parts. */
export interface TemplateMiner {
  /** The number of a line's template, from 0. It stays the same when the template becomes more general. */
  add(line: string): number;
  /** The present text of a template, as `took <*> ms`. */
  template(id: number): string;
  readonly size: number;
}

interface Node {
  readonly children: Map<string, Node>;
  readonly groups: { readonly id: number; readonly words: string[] }[];
}

/** Numbers with their units, addresses, ids: these never distinguish one kind of line from another. */
const VARIABLE = [
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
  /\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi,
  /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g,
  /(?<![\w#.])[-+]?\d+(?:[.,:\-/]\d+)*(?:ms|s|%|kB|MB|GB)?(?![\w#])/g,
];

/**
 * Drain (He, Zhu, Zheng and Lyu, ICWS 2017): a tree of fixed depth leads a line by its number of words and its first words to a few
 * templates, of which the most similar takes it; words in which they differ become wildcards. One pass; the time per line does not grow
 * with the number of lines seen.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * const miner = createTemplateMiner();
 * miner.add("Loaded 3 items of alice");
 * strictEqual(miner.template(miner.add("Loaded 15 items of bob")), "Loaded <*> items of <*>");
 * ```
 */
export function createTemplateMiner(
  { prefixWords = 2, similarity = 0.5, maxChildren = 100 }: TemplateOptions = {},
): TemplateMiner {
  const root = emptyNode();
  const templates: string[][] = [];
  // Most lines recur word for word: their template need not be searched again.
  const seen = new Map<string, number>();
  const place = (masked: string) => {
    const words = masked.split(/\s+/);
    const { groups } = leafOf(root, words, { prefixWords, maxChildren });
    let best: Node["groups"][number] | undefined;
    let highest = similarity;
    for (const group of groups) {
      const own = similarityOf(group.words, words);
      if (own >= highest && (best === undefined || own > highest)) {
        best = group;
        highest = own;
      }
    }
    if (best === undefined) {
      best = { id: templates.length, words };
      groups.push(best);
      templates.push(words);
    } else generalise(best.words, words);
    return best.id;
  };
  return {
    add: (line) => {
      const masked = VARIABLE.reduce((text, pattern) => text.replace(pattern, WILDCARD), line.trim());
      const known = seen.get(masked);
      if (known !== undefined) return known;
      const id = place(masked);
      if (seen.size < MAX_REMEMBERED) seen.set(masked, id);
      return id;
    },
    template: (id) => templates[id]!.join(" "),
    get size() {
      return templates.length;
    },
  };
}

/** Masked lines that are remembered, to bound memory. */
const MAX_REMEMBERED = 20_000;

function emptyNode(): Node {
  return { children: new Map(), groups: [] };
}

function leafOf(
  root: Node,
  words: readonly string[],
  { prefixWords, maxChildren }: { prefixWords: number; maxChildren: number },
): Node {
  let node = childOf(root, String(words.length), Infinity);
  for (const word of words.slice(0, prefixWords)) {
    node = childOf(node, /\d/.test(word) ? WILDCARD : word, maxChildren);
  }
  return node;
}

function childOf({ children }: Node, key: string, maxChildren: number): Node {
  const taken = children.has(key) || children.size < maxChildren ? key : WILDCARD;
  const child = children.get(taken) ?? emptyNode();
  children.set(taken, child);
  return child;
}

/** The share of equal words, as in the paper: a wildcard equals only itself. */
function similarityOf(template: readonly string[], words: readonly string[]): number {
  let same = 0;
  for (let i = 0; i < words.length; i++) if (template[i] === words[i]) same++;
  return same / words.length;
}

function generalise(template: string[], words: readonly string[]): void {
  words.forEach((word, i) => {
    if (template[i] !== word) template[i] = WILDCARD;
  });
}
