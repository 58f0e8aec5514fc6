import { STREAM_DETECTORS } from "../../../lib/detect/mod.ts";
import type { Hindsight } from "../../../lib/bench/detectors/mod.ts";
import { calmRateOf, type ProtocolRun } from "../../../lib/bench/detectors/protocol/mod.ts";
import type { SimulatedSettings } from "../settings.ts";
import { openCollections } from "./collections.ts";
import { type Collection, type Job, THRESHOLD } from "./jobs.ts";
import { runJobs } from "./pool.ts";

/** The rates of false alarms a row that the subject is asked for on calm rows. */
const RATES = [1e-3, 1e-4];
/** Detectors that take longest, so that no thread is left with one at the end. */
const SLOW = ["random-cut-forest", "isolation-forest", "ml-isolation-forest", "bocpd"];

/** What the protocol runs on. */
export interface ProtocolOptions {
  /** The folder of data sets, if there is one. */
  readonly home: string | undefined;
  readonly simulated: SimulatedSettings;
  /** The detector that is held against all others. */
  readonly subject: string;
  /** Absent: as a stream. Alarms on calm rows are those of streams, and not counted in hindsight. */
  readonly hindsight?: Hindsight;
  readonly threads: number;
}

/** Holds a detector against every other one on each domain at hand. */
export async function runProtocol(
  { home, simulated, subject, hindsight, threads }: ProtocolOptions,
): Promise<ProtocolRun> {
  const { collections, notes } = await openCollections(home, simulated);
  const detectors = [...new Set([subject, ...STREAM_DETECTORS])];
  const jobs = jobsOf(collections, detectors, { subject, hindsight });
  const results = await runJobs(collections, jobs, threads);
  const inOrder = detectors.flatMap((detector) =>
    collections.map((_, i) => {
      const at = jobs.findIndex((job) => job.detector === detector && job.collection === i);
      return { job: jobs[at]!, result: results[at]! };
    })
  );
  const recorded = inOrder.filter(({ job }) =>
    job.detector === subject && collections[job.collection]!.recorded
  );
  return {
    subject,
    ...(hindsight && { hindsight }),
    domains: inOrder.flatMap(({ result }) => result.domains),
    collections: inOrder.map(({ result }) => result.whole),
    calm: recorded.length === 0 || hindsight
      ? []
      : RATES.map((asked, i) =>
        calmRateOf(recorded.flatMap(({ result }) => result.calm[i]!), { threshold: THRESHOLD, asked })
      ),
    notes,
  };
}

function jobsOf(
  collections: readonly Collection[],
  detectors: readonly string[],
  { subject, hindsight }: { readonly subject: string; readonly hindsight: Hindsight | undefined },
): Job[] {
  const slowness = (name: string) => SLOW.includes(name) ? SLOW.indexOf(name) : SLOW.length;
  return detectors.toSorted((a, b) => slowness(a) - slowness(b)).flatMap((detector) =>
    collections.map((_, collection) => ({
      collection,
      detector,
      rates: detector === subject && !hindsight ? RATES : [],
      hindsight,
    }))
  );
}
