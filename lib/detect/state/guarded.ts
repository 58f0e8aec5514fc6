import { type JsonValue, UsageError } from "../../model/mod.ts";
import { z } from "zod";
import { showValue } from "../../model/show_value.ts";
import { isMeasured } from "./measured.ts";
import { sealed } from "./sealed.ts";
import { finite, numbers, readState, savedArrays } from "./state.ts";
import type { StreamDetector, StreamMethod, StreamPoint } from "../detector.ts";

/**
 * Makes a detector of a method, so that all of them treat bad input alike and none has to check for it. A value that is missing, infinite or beyond 1e100
 * is replaced by the last measured one; a point without any measurement scores 0 and is not learnt from; a time that is not a number is
 * replaced by the previous one; before `fit` every point scores 0. States are sealed, see `sealed`.
 *
 * @param options.name the detector's name with its parameters; the state of a detector with another one is refused
 * @throws {UsageError} from `fit` if no point of the warm-up has a measurement, and for a point of other dimensions
 */
export function guarded(
  method: StreamMethod,
  { name, dimensions }: { readonly name: string; readonly dimensions: number },
): StreamDetector {
  const saved = "arrays" in method ? savedArrays(name, method.arrays) : method;
  const last = new Float64Array(dimensions);
  let time = 0;
  const schema = z.object({
    last: numbers(dimensions),
    time: finite,
    fitted: z.boolean(),
    detector: z.json(),
  });
  let fitted = false;

  /** The point with its gaps filled; undefined if nothing was measured. */
  function filled(point: StreamPoint): StreamPoint | undefined {
    const values: unknown = (point as StreamPoint | null | undefined)?.values;
    if (!(values instanceof Float64Array)) {
      throw new UsageError(
        `The detector "${name}" watches points with values, a Float64Array, found ${showValue(point)}`,
      );
    }
    if (values.length !== dimensions) {
      throw new UsageError(
        `The detector "${name}" watches ${dimensions} values, found a point of ${values.length}`,
      );
    }
    const isTimed = Number.isFinite(point.timeSeconds);
    if (isTimed) time = point.timeSeconds;
    let measured = 0;
    for (let i = 0; i < dimensions; i++) {
      if (!isMeasured(values[i])) continue;
      last[i] = values[i]!;
      measured++;
    }
    if (measured === 0) return undefined;
    return measured === dimensions && isTimed ? point : { timeSeconds: time, values: last.slice() };
  }

  return {
    name,
    ...(method.leastAlarm !== undefined && { leastAlarm: method.leastAlarm }),
    fit: (warmup) => {
      if (!Array.isArray(warmup)) {
        throw new UsageError(
          `The detector "${name}" needs a warm-up of 1 measured point or more, found ${showValue(warmup)}`,
        );
      }
      last.set(firstMeasured(warmup, dimensions));
      const points = warmup.map(filled).filter((point) => point !== undefined);
      if (points.length === 0) {
        throw new UsageError(
          `The detector "${name}" needs a warm-up of 1 measured point or more, found none`,
        );
      }
      method.fit(points);
      fitted = true;
    },
    update: (point) => {
      const known = filled(point);
      return fitted && known !== undefined ? method.update(known) : 0;
    },
    ...sealed({ thing: "detector", name, settings: { dimensions } }, {
      saveState: () => ({ last: [...last], time, fitted, detector: saved.saveState() }),
      loadState: (state) => {
        const read = readState(name, schema, state);
        saved.loadState(read.detector as JsonValue);
        last.set(read.last);
        time = read.time;
        fitted = read.fitted;
      },
    }),
  };
}

/** The first measured value of each dimension, 0 if there is none: it fills the gaps before it. */
function firstMeasured(points: readonly StreamPoint[], dimensions: number): Float64Array {
  return Float64Array.from({ length: dimensions }, (_, i) => {
    const found = points.find((point) => isMeasured(point?.values?.[i]));
    return found?.values[i] ?? 0;
  });
}
