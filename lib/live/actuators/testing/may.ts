/** Whether a test may run a program that is there; tells why not, so that a test that is left out is seen. */
export function mayRun(program: string): boolean {
  if (Deno.permissions.querySync({ name: "run", command: program }).state !== "granted") {
    return skipped(program, "it may not be run");
  }
  try {
    return Deno.statSync(program).isFile;
  } catch {
    return skipped(program, "it is not there");
  }
}

function skipped(program: string, why: string): false {
  console.warn(`tests with ${program} are left out: ${why}`);
  return false;
}
