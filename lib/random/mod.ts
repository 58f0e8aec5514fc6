/**
 * Seeded streams, one per concern, and draws that spend exactly one uniform number each.
 * Imports from no other room.
 * @module
 */
export * from "./counts.ts";
export * from "./hash.ts";
export * from "./normal.ts";
export * from "./shuffled.ts";
export * from "./stream.ts";
