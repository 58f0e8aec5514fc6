import { printed } from "../printed.ts";
import { type BadInput, type CommandName, COMMANDS, literally } from "./bad_input.ts";

/** An option as the help shows it. */
interface ShownOption {
  readonly name: string;
  /** Placeholder of its value; undefined: it takes none. */
  readonly value: string | undefined;
  readonly repeats: boolean;
}

/** Values that no whole number from 0 up to a limit can be. */
const NO_WHOLE_NUMBERS = [
  "abc",
  "NaN",
  "-1",
  "1.5",
  "1e9",
  "1e300",
  "Infinity",
  "0x10",
  "99999999999999999999",
];
const NO_SHARES = ["abc", "NaN", "-0.1", "1e300", "0,5", "1.0001"];
const NO_SEEDS = [
  "abc",
  "9..1",
  "1..",
  "..5",
  "1..1e9",
  "1..99999999",
  "-1..5",
  "1...5",
  "NaN..NaN",
  "1.5..3",
];
const NO_CHOICES = ["nonsense", "__proto__", "constructor", "nonsense:a=1", ":", "=", "\u001b[31mred"];

/** Values by placeholder that every option with it refuses. */
const BY_PLACEHOLDER: Readonly<Record<string, readonly string[]>> = {
  N: NO_WHOLE_NUMBERS,
  ROWS: NO_WHOLE_NUMBERS,
  PORT: [...NO_WHOLE_NUMBERS, "65536"],
  FACTOR: ["abc", "NaN", "-1", "0", "0.01", "1e300", "Infinity", "0x10", "100000", "1,5"],
  "A..B": NO_SEEDS,
  P: NO_SHARES,
  SHARE: NO_SHARES,
  "N/UNIT": ["abc", "1", "0/day", "-1/day", "1/year", "NaN/day", "1e300/day", "1/day/day"],
  SECONDS: ["abc", "NaN", "1e300", "Infinity", "7.5.1", "1000000000"],
  LIMITS: [
    "abc",
    "latencyP95Ms",
    "latencyP95Ms=",
    "latencyP95Ms=NaN",
    "latencyP95Ms=-1",
    "latencyP95Ms=0x10",
    "latencyP95Ms=0",
    "latencyP95Ms=300,latencyP95Ms=400",
    "latencyP95Ms=300;errorRate=0.1",
    "errorRate=0",
    "errorRate=2",
    "objective=0",
    "objective=1",
    "objective=0.99999",
    "objective=0.99,windows=60",
    "objective=0.99,windows=5/60@2",
    "objective=0.99,windows=60/5@200",
    "objective=0.99,timeScale=0",
    "timeScale=1",
    "errorRate=0.1,",
    "__proto__=1",
  ],
  NAME: NO_CHOICES,
  CHOICE: NO_CHOICES,
  FAULT: [
    ...NO_CHOICES.filter((value) => value !== ":"),
    "slow_query:nonsense",
    "slow_query:db:NaN",
    "slow_query:db:2",
    "slow_query:db:-1",
    "slow_query:db:0x1",
    "slow_query:db:0.5:more",
  ],
  LOSSES: [
    "abc",
    "lostShare",
    "lostShare=",
    "lostShare=NaN",
    "lostShare=-1",
    "lostShare=2",
    "lostShare=0x10",
    "lostShare=0.1,lostShare=0.2",
    "lateSteps=99",
    "lateSteps=1.5",
    "everySteps=0",
    "silent=99",
    "silentAs=nothing",
    "lostMetrics=nonsense",
    "__proto__=1",
  ],
  WEIGHTS: [
    "abc",
    "breach",
    "breach=",
    "breach=NaN",
    "breach=1",
    "breach=-1e9",
    "breach=-99999",
    "shed=1",
    "restart=0.5",
    "breach=-1,breach=-2",
    "__proto__=1",
  ],
  EVENT: [...NO_CHOICES.filter((value) => value !== ":"), "deploy:nonsense"],
  TEXT: [""],
  "I/N": ["abc", "0/4", "5/4", "1/0", "-1/4", "1.5/4", "1/99999999", "1/4/2", "1", "NaN/4"],
  URL: [
    "abc",
    "http://box",
    "redis://",
    "redis://box:99999",
    "redis://box/x",
    "redis://box?db=1",
    "redis:///1",
  ],
  "PATH=VALUE": [
    "abc",
    "=1",
    "a..b=1",
    "seeds.count=NaN",
    "seeds.count=-1",
    "seeds.count=1e12",
    "nonsense=1",
  ],
};

/** Values that are likely to be mistyped, and what was meant, by option. */
const MISTYPED: Readonly<Record<string, readonly (readonly [value: string, meant: string])[]>> = {
  agent: [["ful", "full"], ["nop", "noop"]],
  detector: [["cusm", "cusum"], ["cusum:clp=4", "clip"]],
  detectors: [["cusm", "cusum"], ["cusum,ewm", "ewma"], ["cusum:clp=4", "clip"]],
  diagnoser: [["fusd", "fused"]],
  diagnosers: [["fusd", "fused"], ["baro,frnt", "front"], ["baro:alrm=2", "alarm"]],
  policy: [["playbok", "playbook"]],
  topology: [["botique", "boutique"], ["three-teir", "three-tier"]],
  fault: [["slow_qurey", "slow_query"], ["slow_query:dbb", "db"]],
  signals: [["log", "logs"]],
  slo: [["latencyP95=300", "latencyP95Ms"], ["errorrate=0.1", "errorRate"], ["objektive=0.99", "objective"]],
  timings: [["clasic", "classic"]],
  remedies: [["swaped", "swapped"], ["halve", "halved"]],
  workload: [["brsts", "bursts"], ["bursts:factr=2", "factor"]],
  benign: [["deploi", "deploy"]],
  scrapes: [["lostshare=.05", "lostShare"], ["silent=dbb", "db"]],
  reward: [["breech=-4", "breach"], ["restrt=-1", "restart"]],
  mode: [["prototpe", "prototype"]],
  regimes: [["drif", "drift"], ["drift,stationry", "stationary"]],
};

/** Other values that an option refuses. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  detector: ["cusum:clip=abc", "cusum:clip=NaN", "cusum:clip=-1", "cusum:clip=1e9", "cusum:clip=4,clip=5"],
  detectors: [
    "cusum,cusum",
    "cusum,cusum:clip=8",
    "cusum,,ewma",
    "cusum:clip=4,clip=4",
    "nonsense",
    "all,cusum",
  ],
  diagnosers: ["front,front", "baro,baro", "nonsense", "front,,random", "all,front"],
  regimes: ["drift,drift", "nonsense", ",", "all,drift"],
  signals: ["nonsense", "logs,traces"],
  topology: [
    "nonsense.json",
    "./three-tier",
    "random-0",
    "random-1.5",
    "random-1e9",
    "random-99999999",
    "random--1",
    "random-5-x",
  ],
  values: ["a,a", "value,value", "nonsense", ","],
};

/** Operands of commands that take none, or that name nothing. */
const OPERANDS: Readonly<Record<CommandName, readonly string[]>> = {
  episode: ["stray", ""],
  eval: ["stray", "50"],
  experiment: ["", "nonsense.json", "experiments"],
  worker: ["stray", ""],
  merge: ["", "nonsense"],
  detect: ["stray"],
  rca: ["stray"],
  topology: ["botique", "nonsense.json", "./nonsense"],
  list: ["detector", "nonsense", "__proto__", ""],
  train: ["stray"],
  simulate: ["stray", ""],
  data: ["nonsense", "petshp", "__proto__", ""],
  reference: ["nonsense", "baseline", "../x", ""],
  runs: ["nonsense", "../x", "baseline", "__proto__", ""],
  docs: ["stray", ""],
  notebooks: ["nonsense", "999", "../x", ""],
  "own-project": ["stray"],
  "kill-check": ["abc", "NaN", "-1", "1.5", "1e9", "0", "99999999999999999999"],
  "chaos-check": ["abc", "NaN", "-1", "1.5", "1e9", "0", "99999999999999999999"],
};

/**
 * Bad values for every option that the help of a command names, and bad operands.
 *
 * @param folder where valid inputs are and outputs would go
 */
export async function optionRows(folder: string): Promise<BadInput[]> {
  const rows: BadInput[] = [];
  for (const command of Object.keys(COMMANDS) as CommandName[]) {
    const options = shownOptions(await printed(() => COMMANDS[command](["--help"])));
    for (const option of options) rows.push(...rowsOf(command, option, folder));
    rows.push({ command, args: ["--nonsense"], names: /--nonsense/ });
    rows.push({ command, args: ["-x"], names: /-x/ });
    for (const operand of OPERANDS[command]) {
      rows.push({
        command,
        args: [...baseOf(command, "", folder), operand],
        names: namesOf(command, operand),
      });
    }
  }
  return rows;
}

function namesOf(command: CommandName, operand: string): RegExp {
  if (command === "experiment") return /found 2/;
  return literally(operand.split("/").at(-1)!);
}

function shownOptions(help: string): ShownOption[] {
  return [...help.matchAll(/^ {2}--([\w-]+)(?: (\S+))? {2,}(.*)$/gm)].map(([, name, value, about]) => ({
    name: name!,
    value,
    repeats: about!.includes("may be repeated") || name === "set",
  }));
}

function rowsOf(command: CommandName, { name, value, repeats }: ShownOption, folder: string): BadInput[] {
  const base = baseOf(command, name, folder);
  const row = (args: readonly string[], names: RegExp): BadInput => ({
    command,
    args: [...base, ...args],
    names,
  });
  const own = literally(`--${name}`);
  const flag = `--${name}`;
  const misspelt = [flag.slice(0, 3), flag.slice(3)].join("x");
  const common = [row([misspelt], literally(`did you mean "${flag}"`)), row([`--no-${name}`], own)];
  if (value === undefined) {
    return [...common, row([`${flag}=yes`], own), ...(name === "help" ? [] : [row([flag, flag], own)])];
  }
  const bad = [...(BY_PLACEHOLDER[value] ?? []), ...(REFUSED[name] ?? [])]
    .filter((text) => !ALLOWED.has(`${command} --${name} ${text}`));
  return [
    ...common,
    row([flag], own),
    row([`${flag}=`], own),
    row([flag, "--help"], own),
    ...(repeats ? [] : [row([`${flag}=1`, `${flag}=1`], own)]),
    ...bad.map((text) => row([`${flag}=${text}`], new RegExp(`${own.source}|${shown(text)}`))),
    ...(MISTYPED[name] ?? []).map(([text, meant]) =>
      row([`${flag}=${text}`], new RegExp(`did you mean "${meant}"`))
    ),
  ];
}

/** A part of the value as a message shows it. */
function shown(text: string): string {
  const parts = text.split(/[:=,]/).filter((part) => part !== "").map((part) =>
    part.replace("\u001b", "\\u001b")
  );
  // A size or a seed may be named alone.
  const ends = parts.flatMap((part) => part.match(/\d+$/) ?? []);
  return [text, ...parts, ...ends].map((part) => RegExp.escape(part)).join("|");
}

/** Values that some options do take. */
const ALLOWED = new Set([
  "detect --threshold :",
  "rca --late 7.5",
]);

/** Valid arguments beside which an option of a command is a mistake only by its value. */
function baseOf(command: CommandName, option: string, folder: string): string[] {
  const table = ["--format", "csv", "--data", `${folder}/table.csv`];
  const bases: Readonly<Record<CommandName, readonly string[]>> = {
    episode: [],
    eval: ["--episodes", "1", "--out", `${folder}/new/out.csv`],
    experiment: [`${folder}/tiny.json`, "--results", `${folder}/new`],
    worker: ["--queue", "redis://127.0.0.1:1"],
    docs: [],
    runs: option === "results" ? [] : ["--results", "results/reference"],
    merge: ["--results", `${folder}/new`],
    detect: [
        "time",
        "time-format",
        "values",
        "labels",
        "by",
        "decimal",
        "gap",
        "times-in",
        "zone",
        "warmup",
        "data",
        "format",
      ]
        .includes(
          option,
        )
      ? table
      : ["--simulate", "--seeds", "1..1", "--rows", "1000", "--regimes", "stationary"],
    rca: option === "split" || option === "recipe"
      ? ["--format", "petshop", "--data", `${folder}/petshop`]
      : option === "data" || option === "format"
      ? ["--format", "petshop", "--data", `${folder}/petshop`]
      : [
        "--simulate",
        "--topology",
        option === "graphs" ? "random-5" : "three-tier",
        "--seeds",
        "1001..1001",
      ],
    topology: option === "out" || option === "from-traces"
      ? ["--from-traces", `${folder}/nonsense/traces.json`]
      : option === ""
      ? []
      : ["three-tier"],
    list: [],
    simulate: ["--serve"],
    train: ["--out", `${folder}/new`],
    data: ["--to", `${folder}/new`],
    reference: [],
    notebooks: [],
    "own-project": [],
    "kill-check": [],
    "chaos-check": [],
  };
  const base = [...bases[command]];
  const at = base.indexOf(`--${option}`);
  if (at >= 0) base.splice(at, ["--simulate", "--serve"].includes(base[at]!) ? 1 : 2);
  if (option === "threshold" && command === "detect") base.push("--false-alarms", "1/day");
  if (option === "threshold" && command !== "detect") base.push("--detector", "cusum");
  return base;
}
