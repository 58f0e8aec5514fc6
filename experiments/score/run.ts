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
import { codeHash } from "../runner/identity.ts";
import { createLiveProgress } from "../runner/progress.ts";
import type { Settings } from "./options.ts";

/** What one episode came to, and which it was. */
export type ScoredEpisode = Judged & {
  readonly suite: string;
  readonly split: string;
  /** Its number in the split: it stands for the seed. */
  readonly index: number;
};

/** What agents came to on the same episodes. */
export interface Scores {
  /** In the order in which they were given. */
  readonly agents: readonly (Summary & { readonly episodes: readonly ScoredEpisode[] })[];
  /** The first against each of the others, episode by episode. */
  readonly comparisons: readonly Comparison[];
}

/** The scores as they are written: the same settings and the same answers give the same bytes. */
export interface ScoreDocument extends Scores {
  readonly score: 1;
  readonly version: { readonly deno: string; readonly code: string };
  readonly settings: Settings;
}

/** What plays, and on what. */
interface Contest {
  readonly tasks: TaskBook;
  readonly players: readonly Player[];
  readonly secret?: string | undefined;
  /** Ends the contest between two episodes. */
  readonly signal?: AbortSignal;
}

/**
 * Lets every player play the episodes of the settings, one player after the other.
 *
 * @throws {UsageError} for more episodes than there are
 * @throws {Error} after an interrupt
 */
export async function playAll(
  settings: Omit<Settings, "agent">,
  { tasks, players, secret, signal }: Contest,
): Promise<Scores> {
  const plan = planEpisodes(tasks, { ...settings, ...(secret !== undefined && { secret }) });
  const field = createField(tasks);
  const agents: Scores["agents"][number][] = [];
  for (const player of players) {
    const progress = createLiveProgress({ total: plan.length, label: player.name, unit: "episodes" });
    const episodes: ScoredEpisode[] = [];
    try {
      for (const [i, choice] of plan.entries()) {
        const begin = { choice, number: i + 1, withTelemetry: settings.telemetry };
        episodes.push({ ...choice, ...await field.play(player, begin) });
        progress.update(i + 1);
        // Agents that are played here never wait: an interrupt gets through between two episodes.
        await new Promise((resolve) => setTimeout(resolve));
        if (signal?.aborted) {
          throw new Error(`Interrupted after ${i + 1} of ${plan.length} episodes of ${player.name}`);
        }
      }
    } finally {
      progress.finish();
      await progress.settled();
    }
    agents.push({ ...summarise(player.name, episodes), episodes });
  }
  const [first, ...others] = agents;
  return { agents, comparisons: others.map((other) => compare(first!.episodes, other)) };
}

/** The document of a score. @throws {UsageError} for more episodes than there are */
export async function runScore(settings: Settings, contest: Contest): Promise<ScoreDocument> {
  const scores = await playAll(settings, contest);
  return { score: 1, version: { deno: Deno.version.deno, code: codeHash() }, settings, ...scores };
}
