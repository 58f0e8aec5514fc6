import { z } from "zod";
import { checkOptions, objectWith } from "../model/check_options.ts";
import { type Diagnosis, type Incident, UsageError } from "../model/mod.ts";
import { createDiagnoser, diagnosers } from "./catalogue.ts";
import { contextOfIncident, nobody, unmetNeed } from "./diagnoser.ts";

const ARGUMENTS = z.object({
  incident: objectWith<Incident>({ services: "list", before: "object", after: "object" }),
});

/**
 * What a diagnoser of the catalogue says of an incident: it learns from the window before the beginning and judges the one after it.
 *
 * @param choice name of the diagnoser, with parameters as `baro:alarm=2`. Default "fused"
 * @returns nobody, with the reason, where the incident lacks what the diagnoser needs
 * @throws {UsageError} for an unknown diagnoser, or an incident that isn't one or has no service
 */
export function diagnoseIncident(incident: Incident, choice = "fused"): Diagnosis {
  checkOptions("diagnoseIncident", ARGUMENTS, { incident });
  if (incident.services.length === 0) {
    throw new UsageError("An incident needs a service that can be at fault, found none");
  }
  const context = contextOfIncident(incident);
  const { needs = [] } = diagnosers.choose(choice).entry;
  const lacking = unmetNeed(needs, incident);
  if (lacking !== undefined) return nobody(incident.services, lacking);
  const diagnoser = createDiagnoser(choice, context);
  diagnoser.fit(incident.before);
  return diagnoser.diagnose(incident.after);
}
