import { z } from "zod";
import { anyFunction, anyNumber } from "../model/argument_schemas.ts";

const bootstrap = {
  next: anyFunction,
  resamples: z.int().min(1).max(1e6).optional(),
  confidence: anyNumber.optional(),
};

/** Options of a bootstrap interval. */
export const bootstrapOptions = z.strictObject(bootstrap);

/** Options of a BCa interval. */
export const bcaOptions = z.strictObject({ ...bootstrap, expand: z.boolean().optional() });
