import { UTC } from "../../lib/model/shown/wall_clock.ts";
import { TAKEN_AS_UTC } from "../../lib/observe/table/notes.ts";

/** The option that says in which zone people read times; what programs read stays in UTC. */
export function zoneOption(fallback: string = UTC) {
  return {
    type: "string",
    value: "ZONE",
    help: `zone of the IANA database in which people are told times, as Europe/Berlin (${fallback})`,
  } as const;
}

/**
 * What has to be known where a zone was asked for and a table's times name none: --zone is that of people, not of the table.
 *
 * @param notes on what was read
 * @param local options whose times name no zone either, and are taken in that of --zone
 * @returns a line, or none
 */
export function zonelessTimes(
  notes: readonly string[],
  zone: string = UTC,
  local: readonly string[] = [],
): string[] {
  if (zone === UTC || !notes.some((note) => note.includes(TAKEN_AS_UTC))) return [];
  return [
    `times that name no zone are taken as UTC and told in ${zone}${
      local.length > 0 ? `, in which ${local.join(" and ")} is taken` : ""
    }: if they are times of ${zone}, say --times-in ${zone}`,
  ];
}
