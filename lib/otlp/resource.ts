import { z } from "zod";
import { anyObject } from "../model/argument_schemas.ts";
import type { Attributes } from "../model/mod.ts";
import { type OtlpAttribute, toOtlpAttributes } from "./attributes.ts";
import { type EpochOptions, epochOptions } from "./time.ts";

/** The values of the attributes are checked where they are written. */
export const otlpOptions = z.strictObject({ ...epochOptions.shape, resource: anyObject.optional() });

/** Options of conversions to OTLP/JSON. */
export interface OtlpOptions extends EpochOptions {
  /** Attributes of every resource besides `service.name`, such as `deployment.environment.name`. Default: none. */
  readonly resource?: Attributes;
}

/** A resource. It has no `telemetry.sdk.*`, because no OpenTelemetry SDK recorded the signals. */
export interface OtlpResource {
  /** `service.name` and the attributes of the options. */
  readonly attributes: readonly OtlpAttribute[];
}

/** An instrumentation scope. */
export interface OtlpScope {
  /** Name of the library that recorded the signals. */
  readonly name: string;
}

/** The instrumentation scope of all signals: this library. */
export const SCOPE: OtlpScope = { name: "aiops" };

/** The resource of a service. */
export function resourceOf(service: string, { resource = {} }: OtlpOptions): OtlpResource {
  return { attributes: toOtlpAttributes({ ...resource, "service.name": service }) };
}

/** Groups items by service: services in order of first appearance, items in the order given. */
export function byService<T extends { readonly service: string }>(items: Iterable<T>): Map<string, T[]> {
  return Map.groupBy(items, ({ service }) => service);
}
