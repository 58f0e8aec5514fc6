import { createPolicy } from "../../../lib/decide/mod.ts";
import { createAgent } from "../../../lib/run/mod.ts";
import { createTopology } from "../../../lib/simulator/mod.ts";
import { stateText } from "../../cli/state_file.ts";
import { type BadInput, literally } from "./bad_input.ts";

type Files = Readonly<Record<string, string | Uint8Array>>;

const KIND = "aiops agent state";

/** What the prototype can't take up, and what the line says of it after the path. */
function wrongStates(): Readonly<Record<string, readonly [content: string, says: RegExp]>> {
  const sealed = createAgent("prototype").saveState() as Readonly<Record<string, string>>;
  const text = (changes: object) =>
    JSON.stringify({ format: KIND, version: 1, agent: "prototype", state: sealed, ...changes });
  const context = { topology: createTopology("three-tier"), slo: { latencyP95Ms: 220, errorRate: 0.06 } };
  const thompson = createAgent("full", { policy: "thompson", named: "thompson" }).saveState();
  const ucb1 = createAgent("full", { policy: "ucb1", named: "prototype" }).saveState();
  const bare = createPolicy("prototype-bandit", context).saveState();
  return {
    "list": ["[]", /the state must be an object, found \[\]/],
    "null": ["null", /the state must be an object, found null/],
    "format": [text({ format: "aiops run" }), /format is "aiops run".* aiops agent state/],
    "version": [text({ version: 2 }), /version is 2: Known: 1/],
    "key": [text({ agnet: "prototype" }), /agnet is not known: did you mean "agent"/],
    "agent": [stateText("thompson", thompson), /agent must be "prototype", .*, found "thompson"/],
    "policy": [text({ state: ucb1 }), /at policy: .*"prototype-bandit", found "ucb1"/],
    "bare": [text({ state: bare }), /at name: .*"prototype", found "prototype-bandit"/],
    "none": [text({ state: null }), /the state of the agent "prototype": .*, found null/],
    "checksum": [text({ state: { ...sealed, checksum: "0" } }), /its checksum .*, found "0"/],
  };
}

/**
 * States that an agent can't take up, wherever one may be named, paths where none can be written, and agents and options that go with none.
 *
 * @param damaged what no reader of text takes, by kind of damage
 */
export function stateRows(
  folder: string,
  { damaged, writeAll }: { damaged: Files; writeAll: (folder: string, files: Files) => void },
): BadInput[] {
  const unreadable = Object.entries(damaged).map(([name, content]) => ({
    name,
    content,
    says: /is not JSON/,
  }));
  const wrong = Object.entries(wrongStates()).map(([name, [content, says]]) => ({ name, content, says }));
  const all = [...unreadable, ...wrong];
  const life = "prototype/three-tier/1.json";
  for (const { name, content } of all) {
    writeAll(`${folder}/states`, { [`${name}.json`]: content, [`${name}/${life}`]: content });
  }
  const experimentOf = (name: string, agents: readonly string[]) => {
    const path = `${folder}/${name}.json`;
    writeAll(folder, {
      [`${name}.json`]: JSON.stringify({ name, agents, seeds: { first: 1, count: 2 }, steps: 100 }),
    });
    return [path, "--results", `${folder}/new`];
  };
  const learning = experimentOf("learning", ["prototype"]);
  const out = ["--out", `${folder}/new/out.csv`];
  const agent = ["--agent", "prototype"];
  const good = `${folder}/new/state.json`;
  const after = (path: string, says: RegExp) => new RegExp(`${literally(path).source}.*${says.source}`);
  return [
    ...all.flatMap(({ name, says }): BadInput[] => {
      const path = `${folder}/states/${name}.json`;
      const names = after(`states/${name}.json`, says);
      return [
        { command: "episode", args: [...agent, "--state", path], names },
        { command: "eval", args: [...agent, ...out, "--state", path], names },
        {
          command: "experiment",
          args: [...learning, "--state", `${folder}/states/${name}`],
          names: after(`states/${name}/${life}`, says),
        },
      ];
    }),
    ...[`${folder}/empty-folder`, "/dev/null"].map((path): BadInput => ({
      ...{ command: "eval", args: [...agent, ...out, "--state", path], names: literally(path) },
    })),
    ...[`${folder}/plain.txt/x`, "/proc/no/such/place"].flatMap((path): BadInput[] => [
      { command: "episode", args: [...agent, "--state", path], names: literally("--state") },
      { command: "eval", args: [...agent, ...out, "--state", path], names: literally("--state") },
      { command: "experiment", args: [...learning, "--state", path], names: literally("--state") },
    ]),
    { command: "episode", args: ["--agent", "full", "--state", good], names: /learns, .*found "full"/ },
    { command: "eval", args: [...out, "--state", good], names: /learns, .*found "full"/ },
    {
      command: "experiment",
      args: [...experimentOf("unlearning", ["noop", "full"]), "--state", good],
      names: /learns, .*found "noop", "full"/,
    },
    { command: "eval", args: ["--compare", ...out, "--state", good], names: /--compare/ },
    { command: "experiment", args: [...learning, "--shard", "1/2", "--state", good], names: /--shard/ },
    {
      command: "experiment",
      args: [...learning, "--set", "trials=501", "--state", good],
      names: /at most 500 .*, found 501/,
    },
    { command: "eval", args: [...agent, "--out", good, "--state", good], names: /--state and --out/ },
    { command: "episode", args: [...agent, "--json", good, "--state", good], names: /--state and --json/ },
  ];
}
