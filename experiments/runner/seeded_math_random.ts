import { createStream } from "../../lib/random/mod.ts";

/**
 * Replaces Math.random of this thread by a stream that can be seeded. Imported before all else: what guards the language against agents
 * holds it as it finds it.
 */
let stream = createStream("Math.random");
Math.random = () => stream.next();

/** Begins Math.random anew: the same numbers for the same key. */
export function seedMathRandom(key: number) {
  stream = createStream("Math.random", key);
}
