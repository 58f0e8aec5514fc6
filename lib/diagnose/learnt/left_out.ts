import { type FaultType, UsageError } from "../../model/mod.ts";
import { OUTPUTS, type ScorerWeights } from "./scorer.ts";

/** Scorers that were each trained without one kind of fault, as their file has them. */
export interface LeftOutFile {
  /** Names of the input features, in order. */
  readonly features: readonly string[];
  /** Hidden units of each scorer. */
  readonly units: number;
  /**
   * By the kind that was left out, the weights of a scorer: mean and scale of the features, hidden layer and output layer with their biases,
   * in the order and layout of `ScorerWeights`, as little-endian half-precision floats in base64.
   */
  readonly networks: Readonly<Partial<Record<FaultType, string>>>;
}

const BYTES = 2;

/** The weights of a scorer as half-precision floats in base64: three digits, more than training can tell. */
export function packed(weights: ScorerWeights): string {
  const { centre, scale, hidden, hiddenBias, output, outputBias } = weights;
  const all = [centre, scale, hidden, hiddenBias, output, outputBias].flat();
  const view = new DataView(new ArrayBuffer(BYTES * all.length));
  all.forEach((x, i) => view.setFloat16(BYTES * i, x, true));
  return new Uint8Array(view.buffer).toBase64();
}

/** The weights of the scorer that was trained without a kind of fault. */
export function unpacked({ features, units, networks }: LeftOutFile, kind: FaultType): ScorerWeights {
  const text = networks[kind];
  if (text === undefined) {
    throw new UsageError(
      `Cannot find a network that was trained without "${kind}". Known: ${Object.keys(networks).join(", ")}`,
    );
  }
  const view = new DataView(Uint8Array.fromBase64(text).buffer);
  let used = 0;
  const take = (count: number) => Array.from({ length: count }, () => view.getFloat16(BYTES * used++, true));
  return {
    features,
    centre: take(features.length),
    scale: take(features.length),
    hidden: take(units * features.length),
    hiddenBias: take(units),
    output: take(OUTPUTS * units),
    outputBias: take(OUTPUTS),
  };
}

let file: LeftOutFile | undefined;
const read = new Map<FaultType, ScorerWeights>();

/**
 * The shipped weights of the scorer that was trained without a kind of fault. Their file is read when it is first asked for, since hardly any
 * program needs it.
 *
 * @throws {UsageError} for a kind that no scorer was trained without
 */
export function weightsWithout(kind: FaultType): ScorerWeights {
  file ??= JSON.parse(Deno.readTextFileSync(new URL("./left_out.json", import.meta.url))) as LeftOutFile;
  const weights = read.get(kind) ?? unpacked(file, kind);
  read.set(kind, weights);
  return weights;
}
