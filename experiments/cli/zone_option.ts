import { UTC } from "../../lib/model/shown/wall_clock.ts";
import { TAKEN_AS_UTC } from "../../lib/observe/table/notes.ts";

/** The option that says in which zone people read times; what programs read stays in UTC. */
export function zoneOption() {
  return {
    type: "string",
    value: "ZONE",
    help: "zone of the IANA database in which people are told times, as Europe/Berlin (UTC)",
  } as const;
}

/**
 * What has to be known where a zone was asked for and a table's times name none: --zone is that of people, not of the table.
 *
 * @param notes on what was read
 * @returns a line, or none
 */
export function zonelessTimes(notes: readonly string[], zone: string = UTC): string[] {
  if (zone === UTC || !notes.some((note) => note.includes(TAKEN_AS_UTC))) return [];
  return [
    `times that name no zone are taken as UTC and told in ${zone}: if they are times of ${zone}, ` +
    `say so in the name of their column, as "time (${zone})"`,
  ];
}
