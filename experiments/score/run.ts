import type { TaskBook } from "../../lib/serve/mod.ts";
import {
  compare,
  type Comparison,
  createField,
  type Judged,
  planEpisodes,
  type Player,
  summarise,
  type Summary,
} from "../../lib/serve/scoreboard/mod.ts";
import { createProgress } from "../cli/progress.ts";
import { codeHash } from "../runner/identity.ts";
import type { Settings } from "./options.ts";

/** What one episode came to, and which it was. */
export type ScoredEpisode = Judged & {
  readonly suite: string;
  readonly split: string;
  /** Its number in the split: it stands for the seed. */
  readonly index: number;
};

/** The scores as they are written: the same settings and the same answers give the same bytes. */
export interface ScoreDocument {
  readonly score: 1;
  readonly version: { readonly deno: string; readonly code: string };
  readonly settings: Settings;
  readonly agents: readonly (Summary & { readonly episodes: readonly ScoredEpisode[] })[];
  /** The first agent against each of the others, on the same episodes. */
  readonly comparisons: readonly Comparison[];
}

/** Lets every player play the episodes of the settings, one player after the other. @throws {UsageError} for more episodes than there are */
export async function runScore(
  settings: Settings,
  { tasks, players, secret }: {
    readonly tasks: TaskBook;
    readonly players: readonly Player[];
    readonly secret?: string | undefined;
  },
): Promise<ScoreDocument> {
  const plan = planEpisodes(tasks, { ...settings, ...(secret !== undefined && { secret }) });
  const field = createField(tasks);
  const agents = [];
  for (const player of players) {
    const progress = createProgress({ total: plan.length, label: player.name });
    const episodes: ScoredEpisode[] = [];
    try {
      for (const [i, choice] of plan.entries()) {
        const begin = { choice, number: i + 1, withTelemetry: settings.telemetry };
        episodes.push({ ...choice, ...await field.play(player, begin) });
        progress.update(i + 1);
      }
    } finally {
      progress.finish();
    }
    agents.push({ ...summarise(player.name, episodes), episodes });
  }
  const [first, ...others] = agents;
  const comparisons = others.map((other) => compare(first!.episodes, other));
  return { score: 1, version: { deno: Deno.version.deno, code: codeHash() }, settings, agents, comparisons };
}
