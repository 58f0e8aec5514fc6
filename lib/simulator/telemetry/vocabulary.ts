import type { Service } from "../../model/mod.ts";
import { hashOf, type Stream } from "../../random/mod.ts";

/** A route of a service. */
export interface Route {
  readonly method: string;
  readonly route: string;
}

/** A kind of statement of a database or cache. */
export interface Statement {
  readonly operation: string;
  readonly collection: string;
  /** `db.query.summary`: operation and collection. */
  readonly summary: string;
  readonly write: boolean;
  /** Share of all statements, 0 to 1. */
  readonly share: number;
}

/** Names of the routes, statements and versions of a service: a function of its name and kind alone. */
export interface Vocabulary {
  readonly routes: readonly Route[];
  /** `db.system.name`. */
  readonly system: string;
  readonly statements: readonly Statement[];
  readonly version: string;
  /** The version after this one. */
  readonly nextVersion: string;
}

const TABLES = ["orders", "products", "customers", "sessions", "stock", "prices", "reviews", "invoices"];

/** The vocabulary of one service. */
export function vocabularyOf({ name, kind }: Service): Vocabulary {
  const hash = hashOf(name);
  const table = (i: number) => TABLES[(hash + 3 * i) % TABLES.length]!;
  const major = 1 + hash % 4;
  const minor = (hash >>> 3) % 20;
  return {
    routes: [
      { method: "GET", route: `/${name}` },
      { method: "GET", route: `/${name}/{id}` },
      { method: "POST", route: `/${name}` },
    ],
    system: kind === "cache" ? "redis" : hash % 3 === 0 ? "mysql" : "postgresql",
    statements: kind === "cache" ? [statement("GET", table(0), 1)] : [
      statement("SELECT", table(0), 0.35),
      statement("SELECT", table(1), 0.25),
      statement("SELECT", table(2), 0.15),
      statement("INSERT", table(0), 0.15),
      statement("UPDATE", table(1), 0.1),
    ],
    version: `${major}.${minor}.${(hash >>> 8) % 10}`,
    nextVersion: `${major}.${minor + 1}.0`,
  };
}

function statement(operation: string, collection: string, share: number): Statement {
  const write = operation === "INSERT" || operation === "UPDATE";
  return { operation, collection, summary: `${operation} ${collection}`, write, share };
}

/** The version after so many releases. */
export function versionAfter(releases: number, { version, nextVersion }: Vocabulary): string {
  if (releases === 0) return version;
  const [major, minor] = nextVersion.split(".");
  return `${major}.${Number(minor) + releases - 1}.0`;
}

/** Draws a statement in proportion to the shares. @throws {RangeError} if there is none */
export function pickStatement(statements: readonly Statement[], stream: Stream): Statement {
  let left = stream.next() * statements.reduce((sum, { share }) => sum + share, 0);
  for (const each of statements) if ((left -= each.share) < 0) return each;
  const last = statements.at(-1);
  if (last === undefined) throw new RangeError("Cannot pick from no statements");
  return last;
}
