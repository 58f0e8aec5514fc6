import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { flag, number, type ParametersOf } from "../../../model/mod.ts";
import type { ModelInput, ModelRow, RewardModelEntry } from "./model.ts";

const PARAMETERS = {
  strength: number({
    about: "how much a squared coefficient of a standardised feature counts beside a squared error",
    range: [1e-9, 1e9],
    default: 1,
  }),
  actions: flag({
    about: "whether each action has a coefficient of its own besides its features",
    default: true,
  }),
};

/** More actions than this have no coefficients of their own: the system of equations grows with their square. */
const MAX_ACTIONS = 200;

/** Linear regression on standardised features with a quadratic penalty and an intercept without one. */
export const ridgeModel: RewardModelEntry = {
  name: "ridge",
  about: "ridge regression on the candidates' features and the actions",
  source:
    'Hoerl and Kennard, "Ridge regression: biased estimation for nonorthogonal problems", Technometrics 1970',
  parameters: PARAMETERS,
  fit: (rows, parameters) => {
    const { strength, actions } = parameters as ParametersOf<typeof PARAMETERS>;
    const known = [...new Set(rows.map(({ action }) => action))].sort();
    const places = new Map(actions && known.length <= MAX_ACTIONS ? known.map((name, k) => [name, k]) : []);
    const scaled = standardiser(rows);
    const width = 1 + scaled.width + places.size;
    const { gram, sums } = normalEquations(rows, { scaled, places, width });
    for (let k = 1; k < width; k++) gram.set(k, k, gram.get(k, k) + strength);
    const coefficients = new CholeskyDecomposition(gram).solve(Matrix.columnVector(sums)).to1DArray();
    return (input) => {
      const place = places.get(input.action);
      let value = coefficients[0]! + (place === undefined ? 0 : coefficients[1 + scaled.width + place]!);
      scaled.each(input, (k, x) => value += coefficients[1 + k]! * x);
      return value;
    };
  },
};

/**
 * Features less their means, over their standard deviations; those that never change are 0, and so are all of a row without features, as of a
 * decision that nobody had to choose.
 */
interface Standardiser {
  readonly width: number;
  each(input: ModelInput, use: (feature: number, value: number) => void): void;
}

function standardiser(rows: readonly ModelRow[]): Standardiser {
  const width = rows.reduce((most, { features }) => Math.max(most, features.length), 0);
  const described = rows.filter(({ features }) => features.length === width);
  const means = new Float64Array(width);
  const scales = new Float64Array(width);
  for (const { features } of described) {
    for (let k = 0; k < width; k++) means[k]! += features[k]! / described.length;
  }
  for (const { features } of described) {
    for (let k = 0; k < width; k++) scales[k]! += (features[k]! - means[k]!) ** 2 / described.length;
  }
  for (let k = 0; k < width; k++) {
    const deviation = Math.sqrt(scales[k]!);
    // Sums of equal numbers differ from their product in the last digits.
    scales[k] = deviation > 1e-12 * (1 + Math.abs(means[k]!)) ? 1 / deviation : 0;
  }
  return {
    width,
    each: ({ features }, use) => {
      if (features.length !== width) return;
      for (let k = 0; k < width; k++) use(k, (features[k]! - means[k]!) * scales[k]!);
    },
  };
}

function normalEquations(
  rows: readonly ModelRow[],
  { scaled, places, width }: { scaled: Standardiser; places: ReadonlyMap<string, number>; width: number },
): { gram: Matrix; sums: Float64Array } {
  const gram = new Float64Array(width * width);
  const sums = new Float64Array(width);
  const at = new Int32Array(scaled.width + 2);
  const values = new Float64Array(scaled.width + 2);
  for (const row of rows) {
    let filled = 0;
    const put = (place: number, value: number) => {
      at[filled] = place;
      values[filled++] = value;
    };
    put(0, 1);
    scaled.each(row, (k, x) => put(1 + k, x));
    const place = places.get(row.action);
    if (place !== undefined) put(1 + scaled.width + place, 1);
    for (let a = 0; a < filled; a++) {
      sums[at[a]!]! += values[a]! * row.outcome;
      for (let b = 0; b < filled; b++) gram[at[a]! * width + at[b]!]! += values[a]! * values[b]!;
    }
  }
  return { gram: Matrix.from1DArray(width, width, gram), sums };
}
