/** Stops all actions. */
export interface KillSwitch {
  /** Whether actions are stopped. */
  isOn(): boolean;
  /** Stops them by creating the file, which outlasts the process; where that fails, for as long as the process runs. */
  pull(reason: string): void;
}

/** The switch is a file: while it exists nothing is done, and whoever removes it lets the loop act again. */
export function killSwitch(path: string): KillSwitch {
  let pulledWithoutFile = false;
  return {
    isOn: () => pulledWithoutFile || exists(path),
    pull: (reason) => {
      try {
        Deno.writeTextFileSync(path, `${reason}\n`, { create: true });
      } catch {
        pulledWithoutFile = true;
      }
    },
  };
}

/** Whether there is such a file. One that can't be looked at counts: in doubt nothing is done. */
function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}
