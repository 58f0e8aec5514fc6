import { UsageError } from "../../lib/model/mod.ts";

/** @throws {UsageError} unless the path has one of the endings */
export function requireEnding(
  path: string,
  { option, endings }: { option: string; endings: readonly string[] },
): void {
  if (endings.some((ending) => path.endsWith(ending))) return;
  throw new UsageError(
    `The option --${option} needs a file that ends in ${endings.join(" or ")}, found "${path}"`,
  );
}
