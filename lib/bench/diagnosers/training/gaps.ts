import { type LabelledIncident, METRIC_COUNT, type MetricTable } from "../../../model/mod.ts";
import type { Stream } from "../../../random/mod.ts";

/** Range of the share of scrapes that are lost. */
const [MIN_LOST, MAX_LOST] = [0.02, 0.3];

/** Whether a value is missing, by its service, metric and row. */
type Gap = (service: number, metric: number, row: number) => boolean;

/**
 * An incident as it looks where telemetry has gaps, of a kind drawn at random: a service that exports nothing, a metric that nobody records, one
 * that a single service lacks, or scrapes that are lost. The missing values are NaN, in both windows.
 *
 * @param labelled its metrics in the layout of observations
 */
export function withGaps(labelled: LabelledIncident, stream: Stream): LabelledIncident {
  const { incident } = labelled;
  const gap = drawnGap(incident.services.length, stream);
  const before = { ...incident.before, metrics: spoilt(incident.before.metrics, gap) };
  return {
    ...labelled,
    incident: {
      ...incident,
      before,
      after: { ...incident.after, metrics: spoilt(incident.after.metrics, gap) },
    },
  };
}

function drawnGap(services: number, stream: Stream): Gap {
  const [its, lacking] = [stream.integer(services), stream.integer(METRIC_COUNT)];
  const share = stream.between(MIN_LOST, MAX_LOST);
  switch (stream.integer(4)) {
    case 0:
      return (service) => service === its;
    case 1:
      return (_, metric) => metric === lacking;
    case 2:
      return (service, metric) => service === its && metric === lacking;
    default:
      return lostScrapes(share, stream);
  }
}

/** Scrapes lose all metrics of a service at once. */
function lostScrapes(share: number, stream: Stream): Gap {
  const lost = new Map<string, boolean>();
  return (service, metric, row) => {
    // The windows are read column by column: a scrape is drawn at its first metric.
    const scrape = `${service} ${row}`;
    if (metric === 0) lost.set(scrape, stream.next() < share);
    return lost.get(scrape)!;
  };
}

function spoilt(table: MetricTable, gap: Gap): MetricTable {
  const columns = table.columns.map((column, i) =>
    column.map((value, row) => gap(Math.floor(i / METRIC_COUNT), i % METRIC_COUNT, row) ? NaN : value)
  );
  return { ...table, columns };
}
