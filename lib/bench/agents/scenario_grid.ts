import { checkJson, underPath } from "../../model/check_options.ts";
import { type JsonValue, nearestName, UsageError } from "../../model/mod.ts";
import { shownPart } from "./own_reference.ts";
import { type ParsedScenario, scenarioSchema } from "./schema.ts";

/** Larger grids are likely to be mistakes. */
const MAX_VARIANTS = 500;

/** One combination of the values of a scenario's grid. */
export interface Variant {
  /** The scenario with these values, without the grid. */
  readonly scenario: ParsedScenario;
  /** What its name has more than that of the scenario: ` noise=2`. */
  readonly suffix: string;
  /** Its place in the experiment, for messages. */
  readonly path: readonly PropertyKey[];
}

/**
 * The scenarios that a scenario with a grid stands for: one for each combination of values, the last key varying fastest. One without a grid stands for
 * itself.
 *
 * @param path of the scenario in the experiment
 * @throws {UsageError} naming the path, for a key that a scenario doesn't have, with the nearest, a value that it can't have, and more than 500
 */
export function variantsOf(given: ParsedScenario, path: readonly PropertyKey[]): Variant[] {
  const { grid, ...scenario } = given;
  if (grid === undefined) return [{ scenario, suffix: "", path }];
  const place = [...path, "grid"];
  let rows: { readonly values: Readonly<Record<string, JsonValue>>; readonly suffix: string }[] = [
    { values: {}, suffix: "" },
  ];
  for (const [key, values] of Object.entries(grid)) {
    underPath(place, () => requireKey(key));
    // A scenario without a name is called after its topology and fault as it is.
    const isShown = scenario.name !== undefined || key !== "topology" && key !== "fault";
    rows = rows.flatMap((row) =>
      values.map((value) => ({
        values: { ...row.values, [key]: value },
        suffix: row.suffix + (isShown ? ` ${key.split(".").at(-1)}=${shown(value)}` : ""),
      }))
    );
    if (rows.length > MAX_VARIANTS) {
      underPath(place, () => {
        throw new UsageError(`A grid holds at most ${MAX_VARIANTS} scenarios, found more`);
      });
    }
  }
  return rows.map(({ values, suffix }) => {
    const changed = structuredClone(scenario) as Record<string, unknown>;
    for (const [key, value] of Object.entries(values)) {
      const [first = "", second] = key.split(".");
      changed[first] = second === undefined
        ? value
        : { ...changed[first] as Record<string, unknown> | undefined, [second]: value };
    }
    return {
      scenario: underPath(place, () => checkJson(scenarioSchema, changed, "the scenario")),
      suffix,
      path,
    };
  });
}

const KEYS = Object.keys(scenarioSchema.shape).filter((key) =>
  !["name", "grid", "phases", "parts"].includes(key)
);

/** @throws {UsageError} for a key that a scenario doesn't have; what is within it is checked with its value */
function requireKey(key: string): void {
  const [first = "", ...rest] = key.split(".");
  if (KEYS.includes(first) && rest.length <= 1) return;
  const nearest = nearestName(first, KEYS);
  throw new UsageError(
    `${JSON.stringify(key)} is no key of a scenario${
      nearest === undefined ? "" : `: did you mean "${nearest}"?`
    } A grid is { "noise": [1, 2], "slo.latencyP95Ms": [220, 300] }. Known: ${KEYS.join(", ")}`,
  );
}

/** A value in a name. */
function shown(value: JsonValue): string {
  if (Array.isArray(value)) return value.map(shown).join("-");
  if (typeof value === "string") return shownPart(value);
  if (typeof value !== "object" || value === null) return String(value);
  const { name } = value as { readonly name?: JsonValue };
  return typeof name === "string" ? name : JSON.stringify(value).replaceAll(/["{}]/g, "");
}
