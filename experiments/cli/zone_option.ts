/** The option that says in which zone people read times; what programs read stays in UTC. */
export function zoneOption() {
  return {
    type: "string",
    value: "ZONE",
    help: "zone of the IANA database in which people are told times, as Europe/Berlin (UTC)",
  } as const;
}
