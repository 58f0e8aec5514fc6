import type { z } from "zod";
import { listWith } from "../model/argument_schemas.ts";

/** Episodes as `runTrial` returns them. */
export const recordsSchema: z.ZodType<object[]> = listWith({ seed: "number", slo_steps: "number" });
