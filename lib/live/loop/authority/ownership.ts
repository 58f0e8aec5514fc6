import type { AuditHead, AuditLog } from "../../audit/mod.ts";
import type { Journal } from "../journal.ts";
import type { Lease, LeaseView } from "./lease.ts";
import type { Memory } from "../state/memory.ts";

/** Who acts: of several loops one, which alone writes the state and the audit log. */
export interface Ownership {
  /** As of the last look. */
  readonly view: LeaseView;
  /** Renews the lease, or takes it when it is free, and with it what the owner before has left. True if it was taken now. */
  refresh(): boolean;
  /** Looks once more, right before an action: whether the lease is still this loop's. */
  confirm(): boolean;
  /** Gives the lease up. */
  release(): void;
}

/** Watches the lease of a loop. */
export function createOwnership(
  { lease, memory, journal, openAudit }: {
    readonly lease: Lease;
    readonly memory: Memory;
    readonly journal: Journal;
    /** Opens the audit log, which must contain a head that was kept. */
    readonly openAudit: (head: AuditHead | null) => AuditLog;
  },
): Ownership {
  let view: LeaseView = { isOurs: false, owner: "nobody yet", untilSeconds: 0 };

  function renew(): LeaseView {
    try {
      return lease.renew();
    } catch (error) {
      return {
        isOurs: false,
        owner: `nobody: the lease can't be read or written (${(error as Error).message})`,
        untilSeconds: 0,
      };
    }
  }

  /** Ceases to be the owner, or learns of another one: what is in the files is another's from now on. */
  function lose(next: LeaseView): void {
    view = next;
    memory.disown();
    journal.use(undefined);
    journal.tell(`${view.owner} acts here, this loop only observes`);
  }

  return {
    get view() {
      return view;
    },
    refresh: () => {
      const next = renew();
      if (next.isOurs && !view.isOurs) {
        view = next;
        memory.own();
        journal.use(openAudit(memory.state.audit));
        // The state is there before the first entry is: one without the other is a loss.
        memory.change({ audit: journal.head });
        return true;
      }
      if (next.isOurs || next.owner === view.owner) view = next;
      else lose(next);
      return false;
    },
    confirm: () => {
      if (!view.isOurs) return false;
      const next = renew();
      if (next.isOurs) view = next;
      else lose(next);
      return next.isOurs;
    },
    release: () => {
      const { isOurs } = view;
      journal.use(undefined);
      memory.disown();
      if (isOurs) lease.release();
      view = { ...view, isOurs: false };
    },
  };
}
