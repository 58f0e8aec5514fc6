import { describeAction, type Topology, UsageError } from "../../../model/mod.ts";
import type { Clock, Order, Receipt } from "../../contract.ts";
import type { CheckedActuator } from "../checked_actuator.ts";
import { redactSecrets, rememberSecret } from "../../config/redact.ts";
import { done, failed, notSent, oneLine, planned, unknown } from "../receipts.ts";
import { findProgram } from "./find_program.ts";
import { type ProgramEnd, runProgram } from "./run_program.ts";
import { fillTemplate, fits, placeholdersIn } from "../template.ts";

/** How a program is called. */
export interface CommandOptions {
  /** The program and its arguments. Placeholders stand in arguments, as `{service}` or `--replicas={delta}`. */
  readonly argv: readonly string[];
  /** What is run for a dry run; without it the command is only told. */
  readonly dryRunArgv?: readonly string[];
  /** What is run after a crash to learn what came of an order: exit code 0 for done, 1 for not done, 75 for still under way, others for nobody knows. */
  readonly findArgv?: readonly string[];
  /** The environment that it gets, beside `AIOPS_INCIDENT` and `AIOPS_IDEMPOTENCY_KEY`. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Exit codes, other than 0, that mean that something may have been changed. Default: those of 128 and more, as shells report signals. */
  readonly unknownExitCodes?: readonly number[];
  /** Whose services may be named in arguments. */
  readonly topology: Topology;
  readonly clock: Clock;
}

/** What an incident or a key looks like: nothing in it can be taken for an option. */
const PLAIN = /^[A-Za-z0-9][\w.:-]{0,199}$/;
/** Exit code of `findArgv` for an order that is still being carried out: EX_TEMPFAIL of sysexits.h. */
const STILL_UNDER_WAY = 75;
/** Environment variables whose value is a secret by its name. */
const SECRET_NAME = /secret|token|passw|key|auth|credential/i;
/** Characters that no shell splits or expands. */
const UNQUOTED = /^[\w./:=@%+,-]+$/;

/**
 * Creates the actuator that runs a program: no shell, its own process group, no environment but what it is given, no input. Exit code 0 is `done`,
 * others are `failed`; a time-out or a signal is `unknown`.
 *
 * @throws {UsageError} for an unknown placeholder, one in the program's name, or an argument that could be read as an option
 */
export function createCommand(options: CommandOptions): CheckedActuator {
  const { argv, dryRunArgv, findArgv, timeoutSeconds, clock, unknownExitCodes } = options;
  for (const list of [argv, dryRunArgv, findArgv]) {
    if (list !== undefined) checkArguments(list, options.topology);
  }

  for (const [name, value] of Object.entries(options.environment ?? {})) {
    if (SECRET_NAME.test(name)) rememberSecret(value);
  }

  async function run(list: readonly string[], order: Order, signal?: AbortSignal): Promise<ProgramEnd> {
    const end = await runProgram({
      argv: list.map((argument) => fillTemplate(argument, order)),
      environment: {
        ...options.environment,
        AIOPS_INCIDENT: order.incident,
        AIOPS_IDEMPOTENCY_KEY: order.idempotencyKey,
      },
      timeoutSeconds,
      clock,
      signal,
    });
    return "output" in end ? { ...end, output: redactSecrets(end.output) } : end;
  }

  function receiptOf(order: Order, what: string, end: ProgramEnd): Receipt {
    switch (end.kind) {
      case "not-started":
        return failed(`${what}: ${end.reason}`);
      case "timed-out":
        return unknown(`${what}: not ended after ${timeoutSeconds} s, killed`);
      case "killed":
        return unknown(`${what}: ended by ${end.by}: ${end.output}`);
      case "exited": {
        const detail = `${what}: exit code ${end.code}${end.output === "" ? "" : `: ${end.output}`}`;
        if (end.code === 0) return done(order, detail);
        return (unknownExitCodes?.includes(end.code) ?? end.code >= 128) ? unknown(detail) : failed(detail);
      }
    }
  }

  return {
    kind: "command",
    supports: (action) => argv.every((argument) => fits(argument, action)),
    carryOut: async (order, signal, maySend) => {
      const odd = oddText(order);
      if (odd !== undefined) return failed(`${describeAction(order.action)}: ${odd} is not plain text`);
      if (!order.dryRun && maySend?.() === false) return notSent(shown(argv, order));
      if (!order.dryRun) return receiptOf(order, shown(argv, order), await run(argv, order, signal));
      if (dryRunArgv === undefined) return planned(shown(argv, order));
      const receipt = receiptOf(order, shown(dryRunArgv, order), await run(dryRunArgv, order, signal));
      return receipt.outcome === "done" ? planned(receipt.detail) : receipt;
    },
    ...(findArgv !== undefined && {
      find: async (order: Order, signal?: AbortSignal) => {
        if (oddText(order) !== undefined) return unknown("the incident or the key is not plain text");
        const end = await run(findArgv, order, signal);
        const what = shown(findArgv, order);
        if (end.kind === "exited" && end.code <= 1) {
          return (end.code === 0 ? done : notDone)(order, `${what}: ${end.output}`);
        }
        if (end.kind === "exited" && end.code === STILL_UNDER_WAY) {
          return { outcome: "pending", detail: oneLine(`${what}: ${end.output}`) };
        }
        return unknown(`${what}: ${end.kind === "exited" ? `exit code ${end.code}` : end.kind}`);
      },
    }),
    check: () => {
      const programs = [argv, dryRunArgv, findArgv].flatMap((list) => list?.slice(0, 1) ?? []);
      return new Promise((resolve) => resolve([...new Set(programs)].map(findProgram).join(", ")));
    },
    ...(dryRunArgv !== undefined && { dryRuns: "of each kind" }),
    close: () => Promise.resolve(),
  };
}

function notDone(_order: Order, detail: string): Receipt {
  return failed(detail);
}

/** Which text of an order is not plain, if any. */
function oddText({ incident, idempotencyKey }: Order): string | undefined {
  if (!PLAIN.test(incident)) return "the incident";
  return PLAIN.test(idempotencyKey) ? undefined : "the idempotency key";
}

/** The command as one would type it. */
function shown(list: readonly string[], order: Order): string {
  return list.map((argument) => fillTemplate(argument, order))
    .map((argument) => UNQUOTED.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`).join(
      " ",
    );
}

function checkArguments(list: readonly string[], { services }: Topology): void {
  if (placeholdersIn(list[0]!).length > 0) {
    throw new UsageError(`command: the program's name can't hold placeholders, found "${list[0]}"`);
  }
  const dashed = services.find(({ name }) => /^-|\0/.test(name))?.name;
  for (const argument of list.slice(1)) {
    const [first] = placeholdersIn(argument);
    if (first === undefined || !argument.startsWith(`{${first}}`)) continue;
    if (first === "delta") {
      throw new UsageError(
        `command: "${argument}" can begin with "-" and be read as an option: write --by=${argument}`,
      );
    }
    if (dashed !== undefined && ["service", "caller", "callee"].includes(first)) {
      throw new UsageError(
        `command: "${argument}" can become "${dashed}" and be read as an option: write --name=${argument}`,
      );
    }
  }
}
