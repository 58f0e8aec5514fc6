import { SEASONS } from "../../../lib/bench/detectors/mod.ts";
import { requireStreamDetector } from "../../../lib/detect/mod.ts";
import { UsageError } from "../../../lib/model/mod.ts";
import { protocolMarkdown, protocolText } from "../../../lib/bench/detectors/protocol/mod.ts";
import { roundedJson } from "../../../lib/report/rounded_json.ts";
import { writtenText } from "../../cli/picture_paths.ts";
import { requireDistinctPaths } from "../../cli/distinct_paths.ts";
import { openWhole, writeTogether } from "../../cli/write_whole.ts";
import { type Arguments, askedDetectors, hindsightOf, simulatedOf } from "../settings.ts";
import { requireDataSets } from "./collections.ts";
import { type ProtocolOptions, runProtocol } from "./protocol.ts";

/** Options of the command that have a meaning beside --protocol. */
const KNOWN = [
  "protocol",
  "detector",
  "detectors",
  "regimes",
  "seeds",
  "rows",
  "json",
  "page",
  "data",
  "hindsight",
  "window",
];

/**
 * `deno task detect --protocol`: holds one detector against all others, domain by domain.
 *
 * @throws {UsageError} for options that it has no use for, for more than one detector, and for a folder of data without a data set
 */
export async function protocol(
  given: Arguments,
  { print, home, threads = navigator.hardwareConcurrency }: {
    readonly print: (text: string) => void;
    readonly home: string | undefined;
    readonly threads?: number;
  },
): Promise<void> {
  const { subject, simulated, hindsight } = protocolSettings(given);
  if (given.data !== undefined) requireDataSets(given.data);
  const outputs = (["json", "page"] as const).flatMap((option) =>
    given[option] === undefined ? [] : [{ option, path: given[option] }]
  );
  requireDistinctPaths({ inputs: [], outputs });
  const [json, page] = (["json", "page"] as const).map((option) =>
    given[option] === undefined ? undefined : openWhole(given[option], { option })
  );
  const run = await runProtocol({
    home: given.data ?? home,
    simulated,
    subject,
    threads,
    ...(hindsight && { hindsight }),
  });
  writeTogether([
    ...(json ? [{ file: json, content: roundedJson({ simulated, ...run }) }] : []),
    ...(page ? [{ file: page, content: protocolMarkdown(run) }] : []),
  ]);
  print(protocolText(run));
  if (outputs.length > 0) print(`\n${writtenText(outputs.map(({ path }) => path))}`);
}

/** The detector that is judged, and the made-up series. @throws {UsageError} as `protocol` */
export function protocolSettings(
  given: Arguments,
): Pick<ProtocolOptions, "subject" | "simulated" | "hindsight"> {
  const stray = Object.keys(given).find((name) => !KNOWN.includes(name));
  if (stray !== undefined) throw new UsageError(`The option --${stray} has no meaning beside --protocol`);
  const simulated = simulatedOf({ seeds: "1..5", ...given });
  const all = given.regimes === undefined || given.regimes === "all";
  return {
    subject: subjectOf(given),
    ...hindsightOf(given),
    simulated: { ...simulated, regimes: [...simulated.regimes, ...(all ? SEASONS : [])] },
  };
}

function subjectOf(given: Arguments): string {
  const asked = askedDetectors(given) ?? ["ensemble"];
  if (asked === "all" || asked.length !== 1) {
    throw new UsageError(
      `The option --protocol holds one detector against all others, found ${
        asked === "all" ? '"all"' : `${asked.length} of them`
      }`,
    );
  }
  return requireStreamDetector(asked[0]!);
}
