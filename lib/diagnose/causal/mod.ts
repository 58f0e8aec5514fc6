/**
 * Diagnosis by causal graphs: given or learnt, over metrics or services. Conditional independence tests, the PC algorithm, and the
 * diagnosers that stand on them. Knows nothing of the simulator.
 * @module
 */
export { chiSquareTest } from "./chi_square.ts";
export { createCirca } from "../methods/circa.ts";
export { fisherZ } from "./fisher_z.ts";
export { type CausalGraph, learnPattern, type PcOptions } from "./pc.ts";
export { createRcd } from "../methods/rcd.ts";
