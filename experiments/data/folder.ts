/** Where downloaded data sets lie: what AIOPS_DATA_DIR says, if this program may read it, or `data`. */
export function dataFolder(): string {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "AIOPS_DATA_DIR" });
  return (state === "granted" ? Deno.env.get("AIOPS_DATA_DIR") : undefined) || "data";
}
