import { nezha } from "../nezha/nezha.ts";
import { petshop } from "../petshop/petshop.ts";
import { rcaeval } from "../rcaeval/rcaeval.ts";
import type { RecordedFormat } from "./source.ts";

/** The kinds of recordings that can be read, by name. */
export const FORMATS = { petshop, rcaeval, nezha } as const satisfies Record<string, RecordedFormat>;

/** The name of a kind of recording. */
export type FormatName = keyof typeof FORMATS;
