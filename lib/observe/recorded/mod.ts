/**
 * Recorded incidents with their causes, from public data sets: PetShop, RCAEval and Nezha. Only reads files; each incident is read when it is
 * asked for. The formats themselves are in the folders of their names.
 * @module
 */
export { publishedRecipe } from "../rcaeval/recipe.ts";
export type { RecordedFiles } from "../reading/files.ts";
export type { Format } from "../reading/format.ts";
export type { IncidentFormat, IncidentOptions, IncidentSource } from "../reading/incident_source.ts";
export {
  INCIDENT_FORMATS,
  type IncidentFormatName,
  incidentsIn,
  openIncidents,
  type OpenIncidentsOptions,
} from "./open.ts";
