import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { inFolder } from "../../cli/in_folder.ts";
import {
  keepRecordings,
  KEPT_FOLDER,
  readRecordings,
  type Recordings,
  shopRecordings,
} from "./recordings.ts";

/** Every file of a folder, by its path in it. */
function filesIn(folder: string, below = ""): Record<string, string> {
  return Object.fromEntries(
    [...Deno.readDirSync(folder + below)].sort((a, b) => a.name < b.name ? -1 : 1).flatMap(
      ({ name, isDirectory }) =>
        isDirectory
          ? Object.entries(filesIn(folder, `${below}/${name}`))
          : [[`${below}/${name}`, Deno.readTextFileSync(`${folder}${below}/${name}`)]],
    ),
  );
}

/** The incidents that come with the project and that nobody mended. */
function untended(): Recordings {
  const { rows, recordings } = shopRecordings();
  return { rows: rows.filter(({ agent }) => agent === "noop"), recordings };
}

Deno.test("the incidents that come with the project are as `keep` writes them", () =>
  inFolder((folder) => {
    keepRecordings(shopRecordings(), `${folder}/kept`);
    deepStrictEqual(filesIn(`${folder}/kept`), filesIn(KEPT_FOLDER));
  }));

Deno.test("the fault is found where the recording has it", () => {
  for (const { row, faultStep, observations, circumstances } of shopRecordings().recordings) {
    strictEqual(observations.length - faultStep, Math.ceil(row.seconds / circumstances.stepSeconds));
    ok(faultStep >= circumstances.warmupSteps, `${row.fault}: ${faultStep}`);
  }
});

Deno.test("a run's folder is read with its agent's configuration, and the topology that it names", () =>
  inFolder((folder) => {
    keepRecordings(shopRecordings(), `${folder}/kept`);
    const { recordings: [recording] } = shopRecordings();
    const { row, circumstances: { topology, ...rest } } = recording!;
    const own = `${folder}/kept/${row.fault}-${row.agent}-${row.repeat}`;
    Deno.removeSync(`${own}/circumstances.json`);
    Deno.writeTextFileSync(`${folder}/topology.json`, JSON.stringify(topology));
    Deno.writeTextFileSync(
      `${own}/live.json`,
      JSON.stringify({ ...rest, agent: "full", topology: `${folder}/topology.json` }),
    );
    deepStrictEqual(readRecordings(`${folder}/kept`).recordings[0]!.circumstances, recording!.circumstances);
  }));

Deno.test("incidents that nobody recorded count for recoveries alone", () =>
  inFolder((folder) => {
    keepRecordings(untended(), `${folder}/kept`);
    const { rows, recordings } = untended();
    const [{ row }] = recordings as [typeof recordings[number]];
    Deno.removeSync(`${folder}/kept/${row.fault}-${row.agent}-${row.repeat}`, { recursive: true });
    const found = readRecordings(`${folder}/kept`);
    strictEqual(found.rows.length, rows.length);
    strictEqual(found.recordings.length, recordings.length - 1);
  }));

Deno.test("incidents of two folders are kept together, also where one has a column more", () =>
  inFolder((folder) => {
    const { rows, recordings } = untended();
    const full = rows.filter(({ agent }) => agent === "noop").map((row) => ({
      ...row,
      agent: "full",
      recoverySeconds: 20,
      retriedRequests: 7,
    }));
    keepRecordings({ rows, recordings }, `${folder}/noop`);
    keepRecordings({ rows: [...full, ...rows], recordings }, `${folder}/both`);
    const kept = readRecordings(`${folder}/both`).rows as readonly Partial<typeof full[number]>[];
    deepStrictEqual(kept.map(({ agent, retriedRequests }) => [agent, retriedRequests]), [
      ...full.map(({ agent }) => [agent, 7]),
      ...rows.map(({ agent }) => [agent, null]),
    ]);
    Deno.removeSync(`${folder}/both`, { recursive: true });
    Deno.mkdirSync(`${folder}/full`);
    const csv = Deno.readTextFileSync(`${folder}/noop/incidents.csv`).replaceAll(",noop,", ",full,");
    Deno.writeTextFileSync(`${folder}/full/incidents.csv`, csv);
    strictEqual(readRecordings(`${folder}/full`, `${folder}/noop`).rows.length, 2 * rows.length);
  }));

Deno.test("what is damaged is named, and what was kept before stays", () =>
  inFolder((folder) => {
    const kept = `${folder}/kept`;
    keepRecordings(untended(), kept);
    const before = filesIn(kept);
    const { rows, recordings } = untended();
    throws(
      () =>
        keepRecordings({ rows, recordings: recordings.map((one) => ({ ...one, observations: [] })) }, kept),
      /^UsageError: .*observations\.jsonl does not reach back before the fault$/,
    );
    deepStrictEqual(filesIn(kept), before);
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["kept"]);

    throws(() => readRecordings(`${folder}/none`), /^UsageError: Cannot find incidents\.csv in /);
    throws(() => readRecordings(kept, kept), /^UsageError: The incident \S+-noop-1 is in two of /);
    Deno.writeTextFileSync(`${kept}/incidents.csv`, before["/incidents.csv"]!.replaceAll(",noop,", ",full,"));
    throws(() => readRecordings(kept), /has no recording of an incident that nobody mended/);
    Deno.writeTextFileSync(`${kept}/incidents.csv`, before["/incidents.csv"]!);
    const { fault, agent, repeat } = recordings[0]!.row;
    const own = `${kept}/${fault}-${agent}-${repeat}`;
    Deno.writeTextFileSync(`${own}/circumstances.json`, "{");
    throws(() => readRecordings(kept), /^UsageError: .*circumstances\.json: /);
    Deno.writeTextFileSync(`${own}/circumstances.json`, "{}");
    throws(() => readRecordings(kept), /circumstances\.json must have slo, stepSeconds and warmupSteps/);
  }));
