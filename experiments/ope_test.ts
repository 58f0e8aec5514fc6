import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert";
import { parseGate, whyNotPassed } from "../lib/learn/mod.ts";
import { UsageError } from "../lib/model/mod.ts";
import { inFolder } from "./cli/in_folder.ts";
import { readDecisionLog } from "./cli/decision_file.ts";
import { readLearnt } from "./cli/state_file.ts";
import { knownDataFolder } from "./data/folder.ts";
import { evaluate } from "./eval.ts";
import { ope } from "./ope.ts";
import { printed } from "./testing/printed.ts";

/** What the command prints. */
async function run(args: string, home?: string): Promise<string> {
  const lines: string[] = [];
  await ope(args.split(" "), { print: (text) => void lines.push(text), home });
  return lines.join("\n");
}

/** Logs ten episodes of an exploring agent to a file. */
async function logTo(path: string, folder: string): Promise<string> {
  const args =
    `--agent threshold-only --explore 0.5 --episodes 10 --shadow blind,playbook --decisions ${path}`;
  return await printed(() => evaluate([...args.split(" "), "--out", `${folder}/rows.csv`]));
}

Deno.test("eval writes the same decisions as Parquet, CSV and JSON lines, and ope judges shadows on them", () =>
  inFolder(async (folder) => {
    const logs = [];
    for (const ending of ["parquet", "csv", "jsonl"]) {
      const path = `${folder}/log.${ending}`;
      match(await logTo(path, folder), new RegExp(`\n\\d+ decisions in ${path}$`));
      logs.push(JSON.stringify(await readDecisionLog(path, "log")));
    }
    strictEqual(new Set(logs).size, 1);
    const text = await run(`--log ${folder}/log.parquet --policy playbook --json ${folder}/out.json`);
    match(text, /^playbook: reward of a decision, estimated from \d+ decisions of \d+ episodes/);
    for (
      const name of ["logged policy", "dm", "ips", "clipped-ips", "snips", "dr", "sndr", "switch-dr", "dros"]
    ) {
      match(text, new RegExp(`^${name} +-?\\d`, "m"));
    }
    match(
      text,
      /With 95 % confidence, whatever the distribution of the rewards:\n- at (?:least|most) 0?\.?\d/,
    );
    match(text, /^- for rewards from -6\.35 \(the log says so\) to 1 \(the log says so\)$/m);
    match(text, /effective sample size \d/);
    const { policy, settings } = JSON.parse(Deno.readTextFileSync(`${folder}/out.json`));
    strictEqual(policy, "playbook");
    strictEqual(settings.model, "ridge");
    match(
      await run(`--log ${folder}/log.csv --policy blind --reward episode`),
      /^weighted-dr +(?:-?\d|unknown)/m,
    );
  }));

Deno.test("the gate opens only above what the logged policy earned, and else ends with one line", () =>
  inFolder(async (folder) => {
    const row = (step: number, action: string, reward: number) =>
      JSON.stringify({
        seed: step,
        step: 0,
        signature: "-",
        action,
        executed: true,
        propensity: 0.5,
        reward,
        earned: reward,
        leastReward: 0,
        greatestReward: 1,
        candidates: ["noop", "restore"].map((name) => ({ action: name, propensity: 0.5, features: [] })),
      });
    const rows = Array.from({ length: 2000 }, (_, k) => row(k, k % 2 ? "noop" : "restore", k % 2 ? 0 : 1));
    Deno.writeTextFileSync(`${folder}/log.jsonl`, rows.join("\n"));
    const log = `--log ${folder}/log.jsonl --gate --estimators ips,snips`;
    match(
      await run(`${log} --policy always:restore`),
      /The gate is open: the lower bound of always restore by difference is 0\.\d+, and the logged policy earned 0\.5$/,
    );
    for (const policy of ["always:noop", "uniform", "logged"]) {
      await rejects(run(`${log} --policy ${policy}`), (error: Error) => {
        return !(error instanceof UsageError) &&
          /^The gate stays closed: the lower bound of .* is -?0.*, and the logged policy earned 0\.5$/.test(
            error.message,
          );
      });
    }
    match(await run(`${log} --policy always:restore --bound snips`), /by snips is/);
    for (const bound of ["betting", "bernstein"]) {
      match(await run(`${log} --policy always:restore --bound ${bound}`), new RegExp(`by ${bound} is 0`));
    }
    // A linear policy over no features is none.
    Deno.writeTextFileSync(`${folder}/linear.json`, JSON.stringify({ weights: [1] }));
    await rejects(run(`${log} --policy ${folder}/linear.json`), /have 0 features, and weights has 1/);
  }));

Deno.test("the gate stays closed where actions were not taken as often as the log says", () =>
  inFolder(async (folder) => {
    const rows = Array.from({ length: 400 }, (_, k) => {
      const [action, propensity] = k % 2 ? ["noop", 0.9] as const : ["restore", 0.1] as const;
      const candidates = [["noop", 0.9], ["restore", 0.1]].map(([action, propensity]) => (
        { action, propensity, features: [] }
      ));
      const [seed, reward] = [k, k % 2 ? 0 : 1] as const;
      return JSON.stringify({
        ...{ seed, step: 0, signature: "-", action, executed: true, propensity, reward, earned: reward },
        candidates,
      });
    });
    Deno.writeTextFileSync(`${folder}/log.jsonl`, rows.join("\n"));
    await rejects(
      run(`--log ${folder}/log.jsonl --gate --policy always:restore`),
      /The gate stays closed: the logged propensities are wrong/,
    );
  }));

Deno.test("the oracle, which is told the fault, is not logged", () =>
  inFolder(async (folder) => {
    await rejects(
      printed(() =>
        evaluate(`--agent oracle --decisions ${folder}/log.csv --out ${folder}/rows.csv`.split(" "))
      ),
      /--decisions and --explore are of agents that see what an operator sees, found "oracle"/,
    );
  }));

Deno.test("what an agent has learnt is judged by its state: as the shadow that had it, or by the log's features", () =>
  inFolder(async (folder) => {
    const evaluated = (args: string) =>
      printed(() => evaluate([...args.split(" "), "--out", `${folder}/rows.csv`]));
    const state = `${folder}/learnt.json`;
    await evaluated(`--policy linear-ucb --episodes 8 --state ${state}`);
    await evaluated(
      `--policy linear-ucb --explore 0.3 --episodes 12 --seed0 101 --decisions ${folder}/own.jsonl`,
    );
    const { name, digest } = readLearnt(state, "state");
    strictEqual(name, `full policy=linear-ucb ${digest.slice(0, 8)}`);
    match(
      await run(`--log ${folder}/own.jsonl --state ${state}`),
      new RegExp(`^${name}: reward of a decision`),
    );
    await evaluated(
      `--explore 0.5 --episodes 8 --seed0 101 --shadow blind,${state} --decisions ${folder}/full.jsonl`,
    );
    const log = await readDecisionLog(`${folder}/full.jsonl`, "log");
    ok(log.every(({ shadows }) => Object.keys(shadows!).includes(name)));
    const said = log.map(({ shadows }) => shadows![name]!.reduce((sum, one) => sum + one, 0));
    ok(said.every((sum) => sum <= 1 + 1e-9) && said.some((sum) => sum > 0.99));
    match(
      await run(`--log ${folder}/full.jsonl --state ${state}`),
      new RegExp(`^${name}: reward of a decision`),
    );
    await evaluated(`--explore 0.5 --episodes 2 --seed0 101 --decisions ${folder}/bare.jsonl`);
    await rejects(
      run(`--log ${folder}/bare.jsonl --state ${state}`),
      /neither has features nor says what "full policy=linear-ucb" would have done: write it with --shadow .*learnt\.json$/,
    );
    await rejects(run(`--log ${folder}/own.jsonl --state ${folder}/rows.csv`), /rows\.csv/);
  }));

Deno.test("where nobody says what rewards are possible the gate stays closed until the options say it", () =>
  inFolder(async (folder) => {
    const row = (seed: number) => ({
      ...{ seed, step: 0, signature: "-", executed: true, propensity: 0.5, earned: 0 },
      ...{ action: seed % 2 ? "noop" : "restore", reward: (seed + 1) % 2 },
      candidates: ["noop", "restore"].map((action) => ({ action, propensity: 0.5, features: [] })),
    });
    const path = `${folder}/log.jsonl`;
    Deno.writeTextFileSync(path, Array.from({ length: 1000 }, (_, k) => JSON.stringify(row(k))).join("\n"));
    const log = `--log ${path} --estimators ips --policy always:restore`;
    match(
      await run(log),
      /^- only for rewards from 0 \(the least seen\) to 1 \(the greatest seen\): the worst may not have come yet/m,
    );
    await rejects(
      run(`${log} --gate`),
      /nobody says what the least possible reward is, .*: the least seen is 0 \(--least-reward N and/,
    );
    await rejects(run(`${log} --gate --least-reward 0`), /nobody says what the greatest possible reward is/);
    match(await run(`${log} --gate --least-reward=-1 --greatest-reward 1`), /The gate is open/);
    // A loss of 300 may be waiting in one of 600 decisions.
    await rejects(run(`${log} --gate --least-reward=-300 --greatest-reward 1`), /The gate stays closed/);
    await rejects(run(`${log} --least-reward 0.5`), /at most those of the log, found 0\.5, and 0 in step 0/);
    await rejects(run(`${log} --least-reward x`), /--least-reward needs a number, found "x"/);
    await rejects(
      run(`${log} --least-reward 2 --greatest-reward 1`),
      /at most --greatest-reward, 1, found 2/,
    );
    Deno.writeTextFileSync(path, [row(0), row(1), row(0)].map((one) => JSON.stringify(one)).join("\n"));
    await rejects(run(log), /once, found step 0 of seed 0 in rows 1 and 3/);
  }));

Deno.test("a verdict is written with the digests of log and state, and a refused one takes an older pass's place", () =>
  inFolder(async (folder) => {
    const state = `${folder}/learnt.json`;
    await printed(() =>
      evaluate(`--policy linear-ucb --episodes 2 --state ${state} --out ${folder}/rows.csv`.split(" "))
    );
    const { name, digest } = readLearnt(state, "state");
    const row = (seed: number) => ({
      ...{ seed, step: 0, signature: "-", executed: true, propensity: 0.5 },
      ...{ action: seed % 2 ? "noop" : "restore", reward: (seed + 1) % 2, earned: 0 },
      ...{ leastReward: 0, greatestReward: 1 },
      candidates: ["noop", "restore"].map((action) => ({ action, propensity: 0.5, features: [] })),
      shadows: { [name]: [0, 1], noop: [1, 0], idle: [1, 0] },
    });
    const log = `${folder}/log.jsonl`;
    Deno.writeTextFileSync(log, Array.from({ length: 2000 }, (_, k) => JSON.stringify(row(k))).join("\n"));
    const judged = `--log ${log} --estimators ips --gate --pass ${folder}/gate.json`;
    await rejects(run(`${judged} --policy idle`), /--pass is of agents, found the policy "idle"/);
    await rejects(run(`${judged} --policy noop --bound ips`), /--pass needs a bound that holds .*found ips/);
    await rejects(run(`${judged} --policy noop --confidence 0.8`), /confidence of at least 0\.9, found 0\.8/);
    await rejects(Deno.stat(`${folder}/gate.json`), Deno.errors.NotFound);
    match(await run(`${judged} --state ${state}`), /The gate is open: .*gate\.json says so$/);
    const passed = Deno.readTextFileSync(`${folder}/gate.json`);
    await rejects(run(`${judged} --policy noop`), /The gate stays closed: .*gate\.json says so$/);
    throws(
      () => parseGate(JSON.parse(Deno.readTextFileSync(`${folder}/gate.json`))),
      /the gate stayed closed for "noop": the lower bound of noop by difference is /,
    );
    Deno.writeTextFileSync(`${folder}/gate.json`, passed);
    const pass = parseGate(JSON.parse(Deno.readTextFileSync(`${folder}/gate.json`)));
    deepStrictEqual(pass.agent, {
      name: "full policy=linear-ucb",
      parts: { detector: "two-opinions", diagnoser: "fused", policy: "linear-ucb" },
    });
    strictEqual(pass.state, digest);
    strictEqual(pass.decisions, 2000);
    ok(pass.lowerBound > 0.5 && pass.logged === 0.5 && pass.bound === "difference");
    strictEqual(whyNotPassed(pass, { agent: pass.agent, state: digest }), undefined);
    match(
      whyNotPassed(pass, { agent: pass.agent, state: "0".repeat(64) })!,
      /passed it with the state [0-9a-f]{8}…, and starts here with 00000000…/,
    );
    match(whyNotPassed(pass, { agent: pass.agent })!, /with what it had learnt, and starts here without/);
    await rejects(run(`--log ${log} --policy idle --pass ${folder}/p.json`), /--pass needs --gate/);
  }));

Deno.test("a policy from a file scores the candidates by their features", () =>
  inFolder(async (folder) => {
    const row = (seed: number) => ({
      seed,
      step: 0,
      signature: "-",
      action: seed % 2 ? "noop" : "restore",
      executed: true,
      propensity: 0.5,
      reward: seed % 2,
      earned: 0,
      candidates: [{ action: "noop", propensity: 0.5, features: [1, 0] }, {
        action: "restore",
        propensity: 0.5,
        features: [0, 1],
      }],
    });
    Deno.writeTextFileSync(
      `${folder}/log.jsonl`,
      Array.from({ length: 100 }, (_, k) => JSON.stringify(row(k))).join("\n"),
    );
    Deno.writeTextFileSync(`${folder}/p.json`, JSON.stringify({ name: "mine", weights: [2, 1] }));
    match(
      await run(`--log ${folder}/log.jsonl --policy ${folder}/p.json --estimators snips`),
      /^snips +1 +1 +1/m,
    );
    Deno.writeTextFileSync(`${folder}/p.json`, JSON.stringify({ weigths: [2, 1] }));
    await rejects(
      run(`--log ${folder}/log.jsonl --policy ${folder}/p.json`),
      /p\.json: .*did you mean "weights"/,
    );
  }));

Deno.test("ope refuses mistakes in one line, and shows its help", () =>
  inFolder(async (folder) => {
    match(await run("--help"), /deno task ope \(--log FILE --policy NAME \| --simulate\)/);
    const log = `${folder}/log.csv`;
    await logTo(log, folder);
    for (
      const [args, message] of [
        ["--policy uniform", /--log FILE is missing/],
        [`--log ${log}`, /Either --policy NAME, --state FILE or --policy-log FILE/],
        [
          `--log ${log} --policy uniform --policy-log ${log}`,
          /Either --policy NAME, --state FILE or --policy-log FILE/,
        ],
        [`--log ${log} --policy playbok`, /did you mean "playbook".*--shadow playbok/],
        [`--log ${log} --policy always:restar`, /Cannot find the action of the log "restar"/],
        [`--log ${log} --policy uniform --estimators ipz`, /did you mean "ips"/],
        [`--log ${log} --policy uniform --model rigde`, /did you mean "ridge"/],
        [`--log ${log} --policy uniform --reward windo`, /did you mean "window"/],
        [`--log ${log} --policy uniform --confidence 95`, /from 0.5 to 0.999, found "95"/],
        [`--log ${log} --policy uniform --gate --bound ip`, /did you mean "ips"/],
        [`--log ${log} --policy uniform --reward episode --bound bernstein`, /of --reward window alone/],
        [`--log ${log} --policy uniform --context x.csv`, /--context is of --format obd alone/],
        [
          `--log ${folder}/no.csv --policy uniform`,
          /needs a file that can be read, found ".*no.csv": it is not there/,
        ],
        ["--log log.txt --policy uniform", /ends in .parquet or .csv or .jsonl/],
        [`--log ${log} --policy uniform --json ${log}`, /would replace the input of --log/],
        ["--simulate --log x.csv", /makes its own logs/],
        ["--simulate --logs 1", /from 2 to 1000, found "1"/],
      ] as const
    ) {
      await rejects(
        run(args),
        (error: Error) => error instanceof UsageError && message.test(error.message),
        args,
      );
    }
    Deno.writeTextFileSync(`${folder}/bad.parquet`, "no Parquet");
    await rejects(run(`--log ${folder}/bad.parquet --policy uniform`), /bad.parquet: it is not Parquet/);
  }));

// The Open Bandit data, small version: each log's mean click rate is the truth that the other's log has to estimate.
const home = knownDataFolder();
const there = home !== undefined && (() => {
  try {
    return Deno.statSync(`${home}/obd/bts-men.csv.gz`).isFile;
  } catch {
    return false;
  }
})();

for (
  const { title, args, truth } of [
    {
      title: "from BTS's log the uniform policy's .0046",
      args: "--log bts-men.csv.gz --policy uniform",
      truth: 0.0046,
    },
    {
      title: "from the random log BTS's .0069",
      args: "--log random-men.csv.gz --policy-log bts-men.csv.gz",
      truth: 0.0069,
    },
  ]
) {
  Deno.test({
    name: `each estimator has ${title} within its interval on the Open Bandit data`,
    ignore: !there,
    fn: () =>
      inFolder(async (folder) => {
        await run(`--format obd ${args} --json ${folder}/out.json`, home);
        const { estimates, lowerBound } = JSON.parse(Deno.readTextFileSync(`${folder}/out.json`));
        strictEqual(estimates.length, 8);
        for (const { estimator, value, low, high } of estimates) {
          ok(low <= truth && truth <= high, `${estimator}: ${low} to ${high}`);
          ok(Math.abs(value - truth) < 0.0025, `${estimator}: ${value}`);
        }
        ok(lowerBound <= truth);
      }),
  });
}
