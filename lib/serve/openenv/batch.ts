import { z } from "zod";
import { createVectorEnvironment, type VectorEnvironment, type VectorOptions } from "../../gym/mod.ts";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/mod.ts";
import { createTopology } from "../../simulator/mod.ts";
import { TUNING_SEEDS } from "../core/tasks.ts";

/** Most services of a system of which there are copies. */
const MAX_SERVICES = 64;
/** Most steps of an episode of a copy. */
const MAX_STEPS = 2000;

const seed = z.int().min(TUNING_SEEDS.first).max(TUNING_SEEDS.first + TUNING_SEEDS.count - 1);

const MAKE = z.looseObject({
  count: z.int().min(1),
  topology: z.string().max(100).optional(),
  steps: z.int().min(1).max(MAX_STEPS).optional(),
  seeds: z.strictObject({ first: seed.optional(), count: z.int().min(1).optional() }).optional(),
});

/** What a batch can ask for. Arrays are numbers in JSON or, as `base64`, their little-endian bytes. */
export const batchSchema = z.union([
  z.strictObject({ make: MAKE }),
  z.strictObject({
    actions: z.union([z.array(z.int()), z.string()]),
    masks: z.boolean().optional(),
  }),
  z.strictObject({ reset_at: z.array(z.tuple([z.int().min(0), seed])) }),
]);

/** Copies of an environment behind one connection, for training: every copy is stepped by one message. */
export interface Batch {
  /**
   * Answers a request.
   *
   * @throws {UsageError} for what is none, and before the copies are made
   */
  answer(data: unknown): Readonly<Record<string, unknown>>;
}

/** Creates the copies of a connection, none at first. @param maxCopies most copies at once */
export function createBatch({ maxCopies }: { readonly maxCopies: number }): Batch {
  let copies: VectorEnvironment | undefined;

  function current(): VectorEnvironment {
    if (copies === undefined) throw new UsageError("batch: the copies must be made first, by make");
    return copies;
  }

  function make(given: z.output<typeof MAKE>): Readonly<Record<string, unknown>> {
    const { count, topology = "three-tier", seeds = {} } = given;
    if (count > maxCopies) {
      throw new UsageError(`batch: make.count must be at most ${maxCopies} on this server, found ${count}`);
    }
    const { services } = createTopology(topology);
    if (services.length > MAX_SERVICES) {
      throw new UsageError(
        `batch: a system of which there are copies has at most ${MAX_SERVICES} services, found ${services.length}`,
      );
    }
    const { first = TUNING_SEEDS.first } = seeds;
    const left = TUNING_SEEDS.first + TUNING_SEEDS.count - first;
    const made = createVectorEnvironment({
      ...given,
      seeds: { first, count: Math.min(seeds.count ?? left, left) },
    } as VectorOptions);
    made.reset();
    copies = made;
    const { low, high, shape } = made.observationSpace;
    return {
      count,
      observation_shape: shape,
      low: encode(low),
      high: encode(high),
      ...made.describe(),
      ...now(made, true),
    };
  }

  function now(made: VectorEnvironment, withMasks: boolean): Readonly<Record<string, unknown>> {
    return {
      observations: encode(made.observations),
      seeds: encode(made.seeds),
      ...(withMasks && { masks: encode(made.actionMasks()) }),
    };
  }

  function step(made: VectorEnvironment, actions: Int32Array, withMasks: boolean) {
    made.step(actions);
    return {
      rewards: encode(made.rewards),
      truncated: encode(made.truncated),
      executed: encode(made.executed),
      slo_violated: encode(made.sloViolated),
      ...(made.truncated.includes(1) && { final_observations: encode(made.finalObservations) }),
      ...now(made, withMasks),
    };
  }

  return {
    answer(data) {
      const request = checkOptions("batch", batchSchema, data, "the batch");
      if ("make" in request) return make(request.make);
      const made = current();
      if ("reset_at" in request) {
        for (const [copy, seed] of request.reset_at) made.resetAt(copy, seed);
        return now(made, true);
      }
      const actions = typeof request.actions === "string"
        ? decodeInts(request.actions)
        : Int32Array.from(request.actions);
      return step(made, actions, request.masks ?? true);
    },
  };
}

type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

/** The bytes of numbers, little-endian as on every machine that Deno runs on, in base64. */
function encode({ buffer, byteOffset, byteLength }: Numbers): string {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength).toBase64();
}

/** Whole numbers of 32 bits from base64. @throws {UsageError} for what is none */
function decodeInts(text: string): Int32Array {
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.fromBase64(text);
  } catch {
    throw new UsageError("batch: actions must be a list of whole numbers or base64 of them");
  }
  if (bytes.length % Int32Array.BYTES_PER_ELEMENT !== 0) {
    throw new UsageError(`batch: actions must be whole numbers of 4 bytes each, found ${bytes.length} bytes`);
  }
  return new Int32Array(bytes.slice().buffer);
}
