import { type BadInput, literally } from "./bad_input.ts";

/**
 * Runs that are named wrongly or damaged, and folders that must not be written into.
 *
 * @param folder where inputs are put
 */
export function runsRows(
  folder: string,
  { writeAll }: { writeAll: (folder: string, files: Readonly<Record<string, string>>) => void },
): BadInput[] {
  const whole = Object.fromEntries(
    ["config", "provenance", "summary"].map((name) => [
      `${name}.json`,
      Deno.readTextFileSync(`results/reference/baselines/${name}.json`),
    ]),
  );
  const damages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    ...Object.fromEntries(
      Object.keys(whole).flatMap((file) => [
        [`cut-${file}`, { ...whole, [file]: whole[file]!.slice(0, 100) }],
        [`other-${file}`, { ...whole, [file]: '{"a": 1}' }],
      ]),
    ),
    "without-summary": { "config.json": whole["config.json"]!, "provenance.json": whole["provenance.json"]! },
  };
  for (const [name, files] of Object.entries(damages)) writeAll(`${folder}/runs/${name}/damaged/run`, files);
  writeAll(`${folder}/runs/mixed`, { "note.txt": "mine\n" });
  const results = ["--results", "results/reference"];
  const row = (args: readonly string[], names: RegExp): BadInput => ({ command: "runs", args, names });
  return [
    ...Object.keys(damages).flatMap((name) => [
      row(
        ["--results", `${folder}/runs/${name}`],
        /(?:config|provenance|summary)\.json is missing or damaged/,
      ),
      row(
        [...results, "--diff", "baselines", `${folder}/runs/${name}/damaged/run`],
        /(?:config|provenance|summary)\.json is missing or damaged/,
      ),
    ]),
    row(["--results", `${folder}/plain.txt`], /plain\.txt/),
    row(["--results", `${folder}/nowhere`], /nowhere/),
    row(["--results", `${folder}/empty-folder`], /no finished run/),
    row(["--results", "/dev/null"], /\/dev\/null/),
    row([...results, "--diff", "baselines"], /two runs, found 1/),
    row([...results, "--diff", "baselines", "faults", "calm"], /two runs, found 3/),
    row([...results, "--diff", "baselines", "nonsense"], /nonsense/),
    row([...results, "--diff", "nonsense", "baselines"], /nonsense/),
    row([...results, "--diff", "baselines", "faults", "--csv", `${folder}/x.csv`], /--csv/),
    row([...results, "--diff", "baselines", "faults", "--mlflow", `${folder}/new`], /--mlflow/),
    row([...results, "--csv", `${folder}/x.txt`], literally("--csv")),
    row([...results, "--csv", `${folder}/x`], literally("--csv")),
    row([...results, "--mlflow", `${folder}/runs/mixed`], literally("--mlflow")),
    { command: "docs", args: ["--out", `${folder}/runs/mixed`], names: /--out/ },
    { command: "docs", args: ["--out", folder], names: /--out/ },
  ];
}
