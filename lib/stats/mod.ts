/**
 * Bootstrap intervals, paired differences, quantiles. Imports from no other room.
 * @module
 */
export * from "./bootstrap.ts";
export * from "./correlation.ts";
export * from "./quantiles.ts";
