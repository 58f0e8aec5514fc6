/** Work of many units, which may take a while. */
export interface Work {
  /** What it is, as the function is called. */
  readonly label: string;
  /** What is counted, in the plural: "episodes". Default: nothing is said. */
  readonly unit?: string;
  /** How many units it will be; absent where nobody knows. */
  readonly total?: number | undefined;
  /** Units done before: they count as done, but not for the speed. */
  readonly before?: number;
}

/** How far some work is, to be shown. */
export interface Progress {
  /** Tells how many units are done. */
  update(done: number): void;
  /** Called once, also when the work has failed. */
  finish(): void;
}

const SILENT: Progress & Disposable = { update: () => {}, finish: () => {}, [Symbol.dispose]: () => {} };

let display: ((work: Work) => Progress) | undefined;
let busy = false;

/**
 * Lets work be shown by a function, or by none. The library itself shows nothing: it has no clock and no terminal.
 *
 * Work that was broken off in the middle is forgotten.
 */
export function showWorkBy(show: ((work: Work) => Progress) | undefined): void {
  display = show;
  busy = false;
}

/** Begins work. What it is made of, and other work meanwhile, is not shown. */
export function beginWork(work: Work): Progress & Disposable {
  if (display === undefined || busy) return SILENT;
  const shown = display(work);
  busy = true;
  const finish = () => {
    busy = false;
    shown.finish();
  };
  return { update: shown.update, finish, [Symbol.dispose]: finish };
}

/** The number of elements where it can be told without going through them. */
export function lengthOf(elements: Iterable<unknown> | AsyncIterable<unknown>): number | undefined {
  if (Array.isArray(elements)) return elements.length;
  return elements instanceof Set ? elements.size : undefined;
}
