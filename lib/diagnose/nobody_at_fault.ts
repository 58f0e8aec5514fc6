import type { Diagnosis } from "../model/mod.ts";

/** The probability that a diagnosis gives to nobody being at fault; 0 where it states no sets of causes. */
export function nobodyAtFault({ causes = [] }: Pick<Diagnosis, "causes">): number {
  return causes.find(({ services }) => services.length === 0)?.probability ?? 0;
}
