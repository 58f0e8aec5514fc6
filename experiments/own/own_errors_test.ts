import { match, rejects, strictEqual } from "node:assert";
import { inFolder } from "../cli/in_folder.ts";
import { errorLine } from "../cli/main.ts";
import { evaluate } from "../eval.ts";
import { experiment as run } from "../experiment.ts";
import { experiment } from "../mod.ts";
import { printed } from "../testing/printed.ts";
import type { NotebookAgent } from "./with_own_parts.ts";

const MINE = `import { fromScores } from "aiops/detect";
type Context = { topology: { services: { name: string }[]; servces?: never[] } };

export const forgetful = ({ topology }: Context) => ({
  name: "dn",
  fit() {},
  update() {
    fromScores(Float64Array.from(topology.services, () => 0.1));
  },
});
export const misspelt = ({ topology }: Context) => ({
  name: "dn",
  fit() {},
  update: () => topology.servces!.map(() => 0),
});
export const unfit = () => ({ name: "dn", fit: () => undefined!["x"], update() {} });
export const unmade = ({ topology }: Context) => topology.servces!.map(() => 0);
export const mute = () => ({ name: "dg", fit() {}, diagnose() {} });
export const wild = () => ({
  name: "dg",
  fit() {},
  diagnose: () => ({ suspect: "apii", confidence: 1, ranking: [], rationale: "" }),
});
export const rash = () => ({ name: "four", decide: () => { throw new Error("no idea"); } });
export const agent = () => ({
  ...{ name: "own", begin() {}, learn() {}, saveState: () => null, loadState() {} },
  act: (observation: { gone: number[] }) => observation.gone[0],
});
export const late = {
  name: "late",
  about: "fails in the course of an episode",
  effect: (_: number, age: number, gone?: { x: number }) => age === 3 ? gone!.x as never : {},
};
`;

const TYPO = String.raw`Cannot read properties of undefined \(reading 'map'\)`;

/** The line that a command prints of its error. */
async function lineOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return errorLine(error);
  }
  return "no error";
}

for (
  const [option, expected] of [
    [
      "--detector forgetful",
      /^error: the detector "dn" \(\S+mine\.ts, update, step 60\): must return a detection, /,
    ],
    [
      "--detector misspelt",
      RegExp(String.raw`^error: the detector "dn" \(\S+/mine\.ts:14:\d+, update, step 60\): ${TYPO}$`),
    ],
    ["--detector unfit", /^error: the detector "dn" \(\S+\/mine\.ts:16:\d+, fit, step 59\): Cannot read/],
    [
      "--detector unmade",
      RegExp(String.raw`mine\.ts#unmade" could not be made \(\S+/mine\.ts:17:\d+\): ${TYPO}$`),
    ],
    [
      "--diagnoser mute",
      /^error: the diagnoser "dg" \(\S+mine\.ts, diagnose, step \d+\): must return a diagnosis/,
    ],
    [
      "--diagnoser wild",
      /^error: the diagnoser "dg" \(\S+, diagnose, step \d+\): .*"apii": did you mean "api"/,
    ],
    ["--policy rash", /^error: the policy "four" \(\S+\/mine\.ts:24:\d+, decide, step 60\): no idea$/],
    ["--agent agent", /^error: the agent "own" \(\S+\/mine\.ts:27:\d+, act, step 0\): Cannot read/],
    [
      "--fault late",
      /^error: the fault "late" \(\S+\/mine\.ts:32:\d+, effect, severity \S+, age 3\): Cannot read/,
    ],
  ] as const
) {
  Deno.test(`a mistake in code of one's own is told with part, file, line and step: ${option}`, () =>
    inFolder(async (folder) => {
      Deno.writeTextFileSync(`${folder}/mine.ts`, MINE);
      const [name, part] = option.split(" ");
      const args = [name!, `${folder}/mine.ts#${part}`, "--out", `${folder}/out.csv`, "--episodes", "1"];
      match(await lineOf(printed(() => evaluate([...args, "--steps", "200"]))), expected);
    }));
}

const SMALL = { steps: 160, seeds: { first: 1, count: 2 }, resamples: 100, permutations: 100 };

Deno.test("a worker tells the same of an experiment's file", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/mine.ts`, MINE);
    const told = async (detector: string) => {
      const input = {
        ...SMALL,
        name: "x",
        agents: ["noop", { agent: "full", detector: `./mine.ts#${detector}` }],
      };
      Deno.writeTextFileSync(`${folder}/x.json`, JSON.stringify(input));
      const args = [`${folder}/x.json`, "--results", `${folder}/r`, "--workers", "2"];
      return await lineOf(printed(() => run(args)));
    };
    match(
      await told("misspelt"),
      RegExp(String.raw`the detector "dn" \(\./mine\.ts:14:\d+, update, step 60\): ${TYPO}$`),
    );
    await rejects(
      printed(() => run([`${folder}/x.json`, "--results", `${folder}/r`, "--workers", "2"])),
      Error,
    );
    match(
      await told("forgetful"),
      /the detector "dn" \(\.\/mine\.ts, update, step 60\): must return a detection/,
    );
  }));

Deno.test("of a value of a notebook the line is told by its text, and an answer that is none is a UsageError there too", () =>
  inFolder(async (folder) => {
    const failing = async (detector: unknown) => {
      const agents = ["noop", { agent: "full", detector } as NotebookAgent];
      try {
        await printed(() =>
          experiment({ ...SMALL, name: "x", agents }, { results: `${folder}/r`, workers: 1 }).then(() => {})
        );
      } catch (error) {
        return error as Error;
      }
      throw new Error("nothing failed");
    };
    const typo = await failing(
      new Function(
        "context",
        `return {
      name: "dn", fit() {}, update() {
        return context.topology.servces.map(() => 0);
      },
    };`,
      ),
    );
    match(
      typo.message,
      RegExp(
        String
          .raw`^the detector "dn" \(at "return context\.topology\.servces\.map.*", update, step 60\): ${TYPO}$`,
      ),
    );
    const mute = await failing(new Function("return { name: 'dn', fit() {}, update() {} };"));
    strictEqual(mute.name, "UsageError");
    match(mute.message, /^the detector "dn" \(update, step 60\): must return a detection/);
  }));
