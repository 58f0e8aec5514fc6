/**
 * Recorded incidents with their answers, from public data sets: PetShop, RCAEval and Nezha. Reads files and nothing else; each
 * incident is read when it is asked for.
 * @module
 */
export * from "./formats.ts";
export * from "./open.ts";
export * from "../rcaeval/recipe.ts";
export * from "./source.ts";
