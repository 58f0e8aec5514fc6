import type { Attributes, AttributeValue } from "../model/mod.ts";

/** A value as OTLP/JSON spells it: 64-bit integers are text, and doubles that JSON has no numeral for too. */
export type OtlpValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number | "NaN" | "Infinity" | "-Infinity" };

/** One attribute. */
export interface OtlpAttribute {
  /** Name of the attribute. */
  readonly key: string;
  /** Its value. */
  readonly value: OtlpValue;
}

/** A value of ours as one of OTLP's: whole numbers that a double holds exactly are integers there. */
export function toOtlpValue(value: AttributeValue): OtlpValue {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (Number.isSafeInteger(value)) return { intValue: String(value) };
  return { doubleValue: toOtlpDouble(value) };
}

/** A double, as Protobuf's JSON mapping spells it. */
export function toOtlpDouble(value: number): number | "NaN" | "Infinity" | "-Infinity" {
  return Number.isFinite(value) ? value : String(value) as "NaN" | "Infinity" | "-Infinity";
}

/** Attributes in the order given. */
export function toOtlpAttributes(attributes: Attributes = {}): OtlpAttribute[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toOtlpValue(value) }));
}
