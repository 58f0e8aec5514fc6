import { Buffer } from "node:buffer";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { z } from "zod";
import type { PackedWindow } from "./record_types.ts";
import { METRIC_COUNT, type Observation, UsageError } from "../../model/mod.ts";

/** Maximum size of the logs and spans of a window after compression, in bytes; larger ones are left out, and the window says so. */
const MAX_TELEMETRY_BYTES = 1_000_000;
/** Maximum size of what a window unpacks to, in bytes: a small text can be made that unpacks to a disk's worth. */
const MAX_UNPACKED_BYTES = 256_000_000;

/** The schema of a `PackedWindow`. */
export const packedWindowSchema: z.ZodType<PackedWindow> = z.strictObject({
  steps: z.array(z.int().min(0)),
  timesSeconds: z.array(z.number()),
  services: z.int().min(1),
  values: z.string(),
  telemetry: z.string().exactOptional(),
  telemetryLeftOut: z.boolean().exactOptional(),
});

/**
 * Packs observations for a record, NaN included.
 *
 * @throws {UsageError} for no observations, or some that differ in size
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { packWindow, unpackWindow } from "./evidence.ts";
 * const observation = { step: 3, timeSeconds: 15, values: Float64Array.of(120, NaN, 0.2, 0.3, 50) };
 * deepStrictEqual(unpackWindow(packWindow([observation])), [observation]);
 * ```
 */
export function packWindow(observations: readonly Observation[]): PackedWindow {
  const cells = observations[0]?.values.length ?? 0;
  if (cells === 0 || observations.some(({ values }) => values.length !== cells)) {
    throw new UsageError("packWindow: a window must have observations, all of one size");
  }
  const values = new Float64Array(cells * observations.length);
  observations.forEach((observation, i) => values.set(observation.values, i * cells));
  return {
    steps: observations.map(({ step }) => step),
    timesSeconds: observations.map(({ timeSeconds }) => timeSeconds),
    services: cells / METRIC_COUNT,
    values: deflateRawSync(new Uint8Array(values.buffer)).toString("base64"),
    ...packTelemetry(observations),
  };
}

function packTelemetry(
  observations: readonly Observation[],
): Pick<PackedWindow, "telemetry" | "telemetryLeftOut"> {
  const signals = observations.map(({ logs, spans }) => ({ logs, spans }));
  if (signals.every(({ logs, spans }) => logs === undefined && spans === undefined)) return {};
  const packed = deflateRawSync(JSON.stringify(signals));
  return packed.length > MAX_TELEMETRY_BYTES
    ? { telemetryLeftOut: true }
    : { telemetry: packed.toString("base64") };
}

/** The observations of a packed window. @throws {UsageError} for one that is damaged */
export function unpackWindow(packed: PackedWindow): Observation[] {
  const { steps, timesSeconds, services } = packed;
  const cells = services * METRIC_COUNT;
  const bytes = inflated(packed.values);
  if (bytes.length !== 8 * cells * steps.length || timesSeconds.length !== steps.length) {
    throw new UsageError(
      `A window of ${steps.length} steps of ${services} services must have ${
        cells * steps.length
      } values, found ${bytes.length / 8}`,
    );
  }
  const values = new Float64Array(Uint8Array.from(bytes).buffer);
  const telemetry = packed.telemetry === undefined
    ? []
    : JSON.parse(inflated(packed.telemetry).toString()) as Pick<Observation, "logs" | "spans">[];
  return steps.map((step, i) => ({
    step,
    timeSeconds: timesSeconds[i]!,
    values: values.slice(i * cells, (i + 1) * cells),
    ...telemetry[i],
  }));
}

function inflated(base64: string): Buffer {
  try {
    return inflateRawSync(Buffer.from(base64, "base64"), { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch {
    throw new UsageError("A window of observations can't be unpacked: its text is damaged");
  }
}

/** The latest observations that no record holds yet. */
export interface EvidenceBuffer {
  /** Adds the observation of a step. */
  push(observation: Observation): void;
  /**
   * Packs what came since the last call and lets go of it; after a long calm the latest ones alone.
   *
   * @returns an empty object where nothing came, to be spread into a record
   */
  take(): { readonly observations?: PackedWindow };
}

/**
 * Keeps the latest observations for the records of an incident: the first one takes the healthy steps before it, each later one what came since.
 *
 * @param steps how many are kept at most: the warm-up of an agent that is to replay the incident, and the window that it judges by
 */
export function createEvidenceBuffer(steps: number): EvidenceBuffer {
  let kept: Observation[] = [];
  return {
    push: (observation) => {
      kept.push(observation);
      if (kept.length > steps) kept.shift();
    },
    take: () => {
      const observations = kept;
      kept = [];
      return observations.length === 0 ? {} : { observations: packWindow(observations) };
    },
  };
}
