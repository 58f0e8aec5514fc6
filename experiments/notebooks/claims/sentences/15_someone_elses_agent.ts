import type { Claim } from "../claim.ts";

const NOTEBOOK = "15-someone-elses-agent";
const LOOP = { agent: "runbook over MCP" };

/** What the notebook claims, and how its outputs bear it. */
export const CLAIMS: readonly Claim[] = [
  {
    in: NOTEBOOK,
    says: "The loop over MCP names the service at fault in {98} % of the incidents, " +
      "and the kind of fault as well in {48} %",
    by: (saved) => ["service %", "service and kind %"].map((column) => saved.value("15-14", column, LOOP)),
  },
  {
    in: NOTEBOOK,
    says: "It mitigates {97} %, {18} of a hundred more than the blind list, " +
      "and users are denied something {24} s longer than with `full`, on the same incidents.",
    by: (saved) => {
      const than = (other: string, column: string) =>
        Number(
          saved.rows("15-14", "runbook over MCP minus").find((row) =>
            row["runbook over MCP minus"] === other
          )![column]!.split(" ")[0],
        );
      return [
        saved.value("15-14", "mitigated %", LOOP),
        than("blind", "mitigated %"),
        than("full", "users denied s"),
      ];
    },
  },
  {
    in: NOTEBOOK,
    says: "The policy from Python denies users {85} s an incident, where the blind list denies them {204}, " +
      "and yet it mitigates {36} % against {79} %",
    by: (saved) =>
      ["users denied s", "mitigated %"].flatMap((column) =>
        ["PPO from Python", "blind"].map((agent) => saved.value("15-14", column, { agent }))
      ),
  },
  {
    in: NOTEBOOK,
    says: "But `full` raises alarms in {60} % of these episodes",
    by: (saved) => [100 - saved.value("15-16", "quiet %", { agent: "full" })],
  },
];
