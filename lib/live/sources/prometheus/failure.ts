import { redactSecrets } from "../../config/redact.ts";

/** Why a query has no answer. Its message is one line and free of secrets. */
export class QueryFailure extends Error {
  /** The name of the class. */
  override readonly name = "QueryFailure";
  /**
   * `rejected`: the server says that the query is wrong, so that repeating it is of no use; `refused`: it wants no requests of this kind at this
   * address; `away`: it can't be reached, is overloaded or too slow.
   */
  readonly kind: "rejected" | "refused" | "away";
  /** Seconds after which the server wants to be asked again, where it said so. */
  readonly retryAfterSeconds?: number;

  /** Makes a failure of a kind. */
  constructor(kind: QueryFailure["kind"], message: string, retryAfterSeconds?: number) {
    super(redactSecrets(message).replaceAll(/\s+/g, " ").trim());
    this.kind = kind;
    if (retryAfterSeconds !== undefined) this.retryAfterSeconds = retryAfterSeconds;
  }
}
