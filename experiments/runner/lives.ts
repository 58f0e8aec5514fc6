import { type Agent, type JsonValue, UsageError } from "../../lib/model/mod.ts";
import { type Experiment, planBlocks } from "../../lib/bench/agents/mod.ts";
import { contestantsOf, createContestant, hasOwnParts } from "../../lib/bench/agents/contestants.ts";
import type { OwnParts } from "../../lib/bench/agents/mod.ts";
import type { AgentChoice } from "../../lib/run/mod.ts";
import { contestantIn } from "../../lib/bench/agents/resolve.ts";
import { isThere } from "../cli/disk.ts";
import { loadState, requireLearning, stateText } from "../cli/state_file.ts";
import { openWhole, writeTogether } from "../cli/write_whole.ts";
import { sha256 } from "./identity.ts";

/** A trial of an agent that learns, whose episodes follow each other: in one scenario, from one state to another. */
interface Life {
  /** Path of its file in a folder of states: `AGENT/SCENARIO/TRIAL.json`. */
  readonly path: string;
  /** Index of the chain of its blocks. */
  readonly chain: number;
  /** Index of its last block. */
  readonly last: number;
  /** A new agent that may take up its state. */
  create(): Agent;
  /** What it is made from, where its name doesn't say that. */
  readonly parts?: AgentChoice;
}

/** What the agents of an experiment had learnt before it, and where what they learn in it goes. */
export interface Lives {
  /** The folder of states. */
  readonly folder: string;
  /** Hash of all states at the beginning: what a run depends on besides the experiment. */
  readonly hash: string;
  /** The state that the first block of a chain starts from; null: nothing was learnt before. */
  before(chain: number): JsonValue;
  /** The states as texts by path: at the beginning, those that there are, and at the end, from the state after a block. */
  texts(stateAfter: (block: number) => JsonValue): {
    readonly before: ReadonlyMap<string, string>;
    readonly after: ReadonlyMap<string, string>;
  };
  /**
   * Puts the states that a finished run holds into the folder of states: all or none.
   *
   * @throws {UsageError} starting with the path, for one that is missing or damaged; {Error} if one can't be written
   */
  keep(run: string): void;
}

/** More files would not be open at a time, as they have to be for all to be replaced or none. */
const MAX_LIVES = 500;

/** Folders within a run for the states at its beginning and at its end. */
export const STATES_BEFORE = "states/before";
export const STATES_AFTER = "states/after";

/**
 * Reads what the agents of an experiment had learnt before it. A life without a file has learnt nothing.
 *
 * @throws {UsageError} in one line: if no agent learns; starting with the path, for a file that is damaged, of another version or of another
 * agent, and for a path that can't be written
 */
export function openLives(folder: string, experiment: Experiment, own?: OwnParts): Lives {
  const lives = livesOf(experiment, own);
  if (lives.length === 0) requireLearning(experiment.agents.map((one) => createContestant(one, own)));
  if (lives.length > MAX_LIVES) {
    throw new UsageError(
      `The option --state keeps at most ${MAX_LIVES} trials of agents that learn, found ${lives.length}`,
    );
  }
  const fileOf = ({ path }: Life) => openWhole(`${folder}/${path}`, { option: "state" });
  for (const life of lives) fileOf(life);
  const started = new Map<number, JsonValue>();
  for (const { path, chain, create } of lives) {
    const full = `${folder}/${path}`;
    if (isThere(full)) started.set(chain, loadState(full, create()));
  }
  const before = new Map(
    lives.flatMap(({ path, chain, create, parts }): [string, string][] =>
      started.has(chain) ? [[path, stateText(create().name, started.get(chain)!, parts)]] : []
    ),
  );
  return {
    folder,
    hash: sha256(JSON.stringify([...before])),
    before: (chain) => started.get(chain) ?? null,
    texts: (stateAfter) => ({
      before,
      after: new Map(
        lives.map((
          { path, last, create, parts },
        ) => [path, stateText(create().name, stateAfter(last), parts)]),
      ),
    }),
    keep: (run) =>
      writeTogether(lives.map((life) => {
        const path = `${run}/${STATES_AFTER}/${life.path}`;
        const agent = life.create();
        return { file: fileOf(life), content: stateText(agent.name, loadState(path, agent), life.parts) };
      })),
  };
}

function livesOf(experiment: Experiment, own?: OwnParts): Life[] {
  const { agents, scenarios } = experiment;
  const lives = new Map<number, Life>();
  for (const { chain, scenario, agent, trial, index } of planBlocks(experiment)) {
    const [itsOwn, contestant] = [scenarios[scenario]!, agents[agent]!];
    const itself = contestantIn(itsOwn, contestant);
    const create = () => createContestant(itself, own);
    const { name, learns: _, ...parts } = itself;
    const isNamed = !hasOwnParts(itself) && contestantsOf(parts)[0]!.name !== name;
    const path = `${nameOfFile(contestant.name)}/${nameOfFile(itsOwn.name)}/${trial}.json`;
    if (lives.has(chain) || create().learns === true) {
      lives.set(chain, { path, chain, last: index, create, ...(isNamed && { parts }) });
    }
  }
  return [...lives.values()];
}

/** A name as that of a file: other characters than letters, digits and some signs are written as `%` and their code, and a dot at the beginning too. */
export function nameOfFile(name: string): string {
  return name.replace(
    /[^\w.+=, -]|^\./gu,
    (character) => encodeURIComponent(character).replace(/^\.$/, "%2E"),
  );
}
