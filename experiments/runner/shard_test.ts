import { deepStrictEqual, throws } from "node:assert";
import { type Environment, readShard } from "./shard.ts";

const slurm = (
  id: string,
  count: string,
  min: string,
  step?: string,
  max = String(Number(min) + (Number(count) - 1) * Number(step ?? 1)),
): Environment => ({
  SLURM_ARRAY_TASK_ID: id,
  SLURM_ARRAY_TASK_COUNT: count,
  SLURM_ARRAY_TASK_MIN: min,
  SLURM_ARRAY_TASK_MAX: max,
  ...(step !== undefined && { SLURM_ARRAY_TASK_STEP: step }),
});

Deno.test("readShard() auto numbers the tasks of an array from 1, whatever they begin with", () => {
  const cases: [Environment, { number: number; of: number }][] = [
    [slurm("0", "4", "0"), { number: 1, of: 4 }],
    [slurm("3", "4", "0"), { number: 4, of: 4 }],
    [slurm("1", "4", "1", "1"), { number: 1, of: 4 }],
    [slurm("4", "4", "1"), { number: 4, of: 4 }],
    [slurm("30", "3", "10", "10"), { number: 3, of: 3 }],
    [slurm("0", "4", "0", "3", "9"), { number: 1, of: 4 }],
    [slurm("9", "4", "0", "3", "9"), { number: 4, of: 4 }],
    [slurm("7", "1", "7"), { number: 1, of: 1 }],
    [{ JOB_COMPLETION_INDEX: "0", JOB_COMPLETIONS: "3" }, { number: 1, of: 3 }],
    [{ JOB_COMPLETION_INDEX: "2", JOB_COMPLETIONS: "3" }, { number: 3, of: 3 }],
  ];
  for (const [environment, shard] of cases) deepStrictEqual(readShard("auto", environment), shard);
  deepStrictEqual(readShard("2/5", slurm("0", "4", "0")), { number: 2, of: 5 });
});

Deno.test("readShard() auto refuses every task of an array with gaps, also one whose id would fit", () => {
  const arrays = [
    { ids: [3, 7, 9], step: 1 },
    { ids: [3, 7, 9], step: 4 },
    { ids: [0, 1, 5], step: 1 },
    { ids: [0, 3, 10], step: 3 },
  ];
  for (const { ids, step } of arrays) {
    for (const id of ids) {
      const environment = slurm(`${id}`, "3", `${ids[0]}`, `${step}`, `${ids[2]}`);
      throws(() => readShard("auto", environment), {
        name: "UsageError",
        message:
          /without gaps, found 3 tasks from SLURM_ARRAY_TASK_MIN=\d to SLURM_ARRAY_TASK_MAX=\d+ in steps of \d: [^\n]*$/,
      });
    }
  }
});

Deno.test("readShard() auto names the variable that is missing or can't be", () => {
  const wrong: [Environment, RegExp][] = [
    [{}, /SLURM_ARRAY_TASK_ID .* JOB_COMPLETION_INDEX .*, found neither$/],
    [{ SLURM_ARRAY_TASK_ID: "1" }, /SLURM_ARRAY_TASK_COUNT .*: it is not set$/],
    [
      { SLURM_ARRAY_TASK_ID: "1", SLURM_ARRAY_TASK_COUNT: "4", SLURM_ARRAY_TASK_MIN: "0" },
      /SLURM_ARRAY_TASK_MAX .*: it is not set$/,
    ],
    [slurm("x", "4", "0"), /SLURM_ARRAY_TASK_ID as a whole number from 0: found "x"$/],
    [slurm("1", "0", "0"), /SLURM_ARRAY_TASK_COUNT as a whole number from 1 to 1000: found "0"$/],
    [slurm("4", "4", "0"), /SLURM_ARRAY_TASK_ID must be one of the 4 .*, found 4:/],
    [slurm("0", "4", "1"), /found 0:/],
    [slurm("15", "3", "10", "10"), /found 15:/],
    [{ JOB_COMPLETION_INDEX: "0" }, /JOB_COMPLETIONS .*: it is not set$/],
    [{ JOB_COMPLETION_INDEX: "3", JOB_COMPLETIONS: "3" }, /JOB_COMPLETION_INDEX .* from 0 to 2: found "3"$/],
    [{ JOB_COMPLETION_INDEX: "", JOB_COMPLETIONS: "3" }, /found ""$/],
  ];
  for (const [environment, message] of wrong) {
    throws(() => readShard("auto", environment), { name: "UsageError", message });
  }
});
