/**
 * Seeded streams of random numbers, one per concern, and quantile functions for drawing by inversion, one uniform number per draw.
 * Imports from `model` alone, for its checks.
 * @module
 */
export * from "./counts.ts";
export * from "./hash.ts";
export * from "./normal.ts";
export * from "./shuffled.ts";
export { createStream, type Stream, type StreamState } from "./stream.ts";
