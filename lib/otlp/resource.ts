import type { Attributes } from "../model/mod.ts";
import { type OtlpAttribute, toOtlpAttributes } from "./attributes.ts";
import type { EpochOptions } from "./time.ts";

/** How signals become OTLP/JSON. */
export interface OtlpOptions extends EpochOptions {
  /** Attributes of every resource besides `service.name`, as `deployment.environment.name`. Default none. */
  readonly resource?: Attributes;
}

/** Who sends. There is no `telemetry.sdk.*`, because no OpenTelemetry SDK recorded this. */
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

/** What each service sent: services in the order of their first appearance, each one's items in the order given. */
export function byService<T extends { readonly service: string }>(items: Iterable<T>): Map<string, T[]> {
  return Map.groupBy(items, ({ service }) => service);
}
