import { isThere } from "../cli/disk.ts";

/** The default data folder. */
const DEFAULT = "data";

/** The value of AIOPS_DATA_DIR, if it is set and may be read. */
export function namedDataFolder(): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "AIOPS_DATA_DIR" });
  return (state === "granted" ? Deno.env.get("AIOPS_DATA_DIR") : undefined) || undefined;
}

/** The folder that data sets are downloaded to: AIOPS_DATA_DIR, or `data`. */
export function dataFolder(): string {
  return namedDataFolder() ?? DEFAULT;
}

/** The folder that data sets are read from: AIOPS_DATA_DIR, or `data` if it exists. */
export function knownDataFolder(): string | undefined {
  return namedDataFolder() ?? (isThere(DEFAULT) ? DEFAULT : undefined);
}
