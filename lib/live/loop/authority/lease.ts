import { z } from "zod";
import type { Clock } from "../../contract.ts";

/** Who may act, as of now. */
export interface LeaseView {
  /** Whether it is this loop. */
  readonly isOurs: boolean;
  /** The owner. */
  readonly owner: string;
  /** Until when the owner has it unless it is renewed, in Unix seconds. */
  readonly untilSeconds: number;
}

/** One owner at a time: of several loops that watch the same system, one acts. */
export interface Lease {
  /** Takes the lease if it is free or stale, renews it if it is this loop's, and says who has it. */
  renew(): LeaseView;
  /** Gives it up, if this loop has it, so that another one need not wait until it is stale. */
  release(): void;
}

const SPACE = 0x20;
const CONTENT = z.strictObject({ owner: z.string(), untilSeconds: z.number() });

/** The options of `openLease`. */
export interface LeaseOptions {
  /** The file, which all loops of the system share. */
  readonly path: string;
  /** This loop, unlike any other. */
  readonly owner: string;
  /** Time after the last renewal from which another loop may take it. */
  readonly staleSeconds: number;
  /** The clock. */
  readonly clock: Clock;
}

/**
 * A lease in a file. It is read and written under an exclusive lock of the operating system, so that two loops can't take it both; the lock lasts
 * for that moment only, and ends with its process.
 */
export function openLease({ path, owner, staleSeconds, clock }: LeaseOptions): Lease {
  function exchange(
    decide: (current: LeaseView | undefined) => LeaseView | undefined,
  ): LeaseView | undefined {
    using file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
    file.lockSync(true);
    const next = decide(readLease(file, owner));
    if (next === undefined || next.isOurs) {
      const content = next === undefined ? {} : { owner, untilSeconds: next.untilSeconds };
      // In one write over all that was there: a process that is killed meanwhile leaves no empty file.
      const text = new TextEncoder().encode(JSON.stringify(content));
      const padded = new Uint8Array(Math.max(text.length, file.statSync().size)).fill(SPACE);
      padded.set(text);
      file.seekSync(0, Deno.SeekMode.Start);
      file.writeSync(padded);
    }
    return next;
  }

  return {
    renew: () => {
      const now = clock.now();
      // A time too far ahead is that of another clock: it would keep the system without an owner.
      return exchange((current) =>
        current !== undefined && !current.isOurs && current.untilSeconds > now &&
          current.untilSeconds <= now + 10 * staleSeconds
          ? current
          : { isOurs: true, owner, untilSeconds: now + staleSeconds }
      )!;
    },
    release: () => {
      exchange((current) => current?.isOurs === false ? current : undefined);
    },
  };
}

/** What the file says; undefined where it is empty, or was being written when its process ended. */
function readLease(file: Deno.FsFile, owner: string): LeaseView | undefined {
  const bytes = new Uint8Array(4096);
  const length = file.readSync(bytes) ?? 0;
  try {
    const content = CONTENT.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(0, length))));
    return { ...content, isOurs: content.owner === owner };
  } catch {
    return undefined;
  }
}
