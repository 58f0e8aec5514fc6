import { everyAction } from "../../../../decide/mod.ts";
import { type Action, ACTION_KINDS, type Topology } from "../../../../model/mod.ts";
import type { Stream } from "../../../../random/mod.ts";

/** Texts that break parsers, paths, shells, terminals, logs and prototypes. */
const TEXTS: readonly string[] = [
  "",
  "-rf",
  "--help",
  "db; shutdown",
  "$(reboot)",
  "`id`",
  "../../etc/passwd",
  "db\nset server be/s1 state maint",
  "db\0",
  "\u001b[2J",
  "\u2028\ud800",
  "__proto__",
  "constructor",
  "toString",
  "{service}",
  "DB",
  " db",
  "db ",
  "ＤＢ",
  '"},"record":{"type":"approval-approved"',
  "x".repeat(3000),
];

const NUMBERS: readonly unknown[] = [
  NaN,
  Infinity,
  -Infinity,
  -0,
  0,
  2,
  -2,
  1e308,
  5e-324,
  0.05,
  0.29999999999999999,
  0.3 - 1e-16,
  1 + 1e-9,
  "1",
  "0.5",
  1n,
  [1],
  null,
  undefined,
  { valueOf: () => 1 },
];

/** What is no object of fields: whatever an agent may return instead of an action. */
function nonsense(stream: Stream): unknown {
  return stream.pick([
    () => null,
    () => undefined,
    () => 7,
    () => "restart(db)",
    () => [],
    () => [{ kind: "restart", service: "db" }],
    () => () => ({ kind: "restart", service: "db" }),
    () => Promise.resolve({ kind: "restart", service: "db" }),
    () => Symbol("restart"),
    () => new Map([["kind", "restart"]]),
    () => Object.create({ kind: "restart", service: "db" }),
    () => JSON.parse('{"__proto__":{"kind":"restart","service":"db"}}'),
    () => new Proxy({}, { get: () => "restart" }),
    () =>
      new Proxy({}, {
        get: () => {
          throw new Error("hostile get");
        },
      }),
    () =>
      new Proxy({ kind: "restart", service: "db" }, {
        ownKeys: () => {
          throw new Error("hostile keys");
        },
      }),
    () => ({
      get kind() {
        throw new TypeError("hostile kind");
      },
    }),
    () => ({ kind: { toString: () => "restart" }, service: "db" }),
    () => ({ kind: ["restart"], service: "db" }),
  ])();
}

/** An action whose fields change from one look to the next. */
function changing(stream: Stream, good: Action): unknown {
  let looks = 0;
  const evil = { kind: "limit_traffic", factor: 1e-9 } as const;
  const after = Math.floor(stream.next() * 6);
  return new Proxy({ ...good } as Record<string, unknown>, {
    get: (target, key) =>
      ++looks > after ? (evil as Record<string, unknown>)[key as string] : target[key as string],
  });
}

/** An action with fields of other kinds, other things in its fields, and more fields than it has. */
function mixed(stream: Stream, services: readonly string[]): unknown {
  const text = () => stream.next() < 0.5 ? stream.pick(services) : stream.pick(TEXTS);
  return {
    kind: stream.next() < 0.9 ? stream.pick(ACTION_KINDS) : stream.pick(TEXTS),
    service: stream.next() < 0.1 ? new String(text()) : text(),
    delta: stream.next() < 0.5 ? stream.pick([1, -1]) : stream.pick(NUMBERS),
    factor: stream.next() < 0.3 ? stream.next() : stream.pick(NUMBERS),
    caller: text(),
    callee: text(),
    ...(stream.next() < 0.2 &&
      { toJSON: () => ({ kind: "noop" }), dryRun: true, incident: stream.pick(TEXTS) }),
  };
}

/**
 * An agent that tries to break the limits: floods of permitted actions, actions of which each field is off, objects that throw, change or
 * lie.
 */
export function createHostileAgent(topology: Topology, stream: Stream): () => unknown {
  const good = everyAction(topology);
  const services = topology.services.map(({ name }) => name);
  let favourite: Action = good[0]!;
  return () => {
    if (stream.next() < 0.01) favourite = stream.pick(good);
    const draw = stream.next();
    if (draw < 0.35) return favourite;
    if (draw < 0.55) return stream.pick(good);
    if (draw < 0.65) return changing(stream, stream.pick(good));
    if (draw < 0.85) return mixed(stream, services);
    if (draw < 0.9) return { kind: "limit_traffic", factor: stream.next() };
    return nonsense(stream);
  };
}
