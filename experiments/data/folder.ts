import { isThere } from "../cli/disk.ts";

/** Where data sets are put unless somebody says otherwise. */
const DEFAULT = "data";

/** What AIOPS_DATA_DIR says, if it says something and this program may read it. */
export function namedDataFolder(): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "AIOPS_DATA_DIR" });
  return (state === "granted" ? Deno.env.get("AIOPS_DATA_DIR") : undefined) || undefined;
}

/** Where downloaded data sets are put: what AIOPS_DATA_DIR says, or `data`. */
export function dataFolder(): string {
  return namedDataFolder() ?? DEFAULT;
}

/** Where downloaded data sets are looked for: what AIOPS_DATA_DIR says, or `data` if it is there. */
export function knownDataFolder(): string | undefined {
  return namedDataFolder() ?? (isThere(DEFAULT) ? DEFAULT : undefined);
}
