import { liveJsonSchema, MODES, readLiveConfig } from "../lib/live/mod.ts";
import { requireName, UsageError } from "../lib/model/mod.ts";
import { requireZone, UTC } from "../lib/model/shown/wall_clock.ts";
import { helpText, readCommandLine, wholeNumber } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { zoneOption } from "./cli/zone_option.ts";
import { approvalPermissions, startDecision } from "./live/decide.ts";
import { replay, verify } from "./live/audit.ts";
import { permissionsText, startLoop } from "./live/start.ts";

const OPTIONS = {
  help: { type: "boolean", help: "this text" },
  mode: { type: "string", value: "MODE", help: `in place of the configuration's: ${MODES.join(", ")}` },
  check: {
    type: "boolean",
    help: "ask all that can be asked without changing anything, print the answers, and end",
  },
  zone: zoneOption(),
  quiet: { type: "boolean", help: "print troubles alone, not what is seen and done" },
  steps: { type: "string", value: "N", help: "stop after so many steps" },
  "begin-anew": {
    type: "boolean",
    help: "start though the state file is gone: cooldowns, attempts and open orders of before are forgotten",
  },
  schema: { type: "boolean", help: "print the JSON schema of the configuration, for editors" },
  config: {
    type: "string",
    value: "FILE",
    help: "the configuration of the loop that asks",
    section: "approve, reject",
  },
  by: { type: "string", value: "NAME", help: "who decides, for the audit log (command line)" },
  link: { type: "boolean", help: "print a signed link that decides, in place of deciding" },
  agent: {
    type: "string",
    value: "NAME",
    help: "the agent that the incidents are played to (full)",
    section: "replay",
  },
  incident: { type: "string", value: "ID", help: "this incident alone" },
  head: {
    type: "string",
    value: "HASH",
    help: "an entry that must be in the log: the hash that verify has printed before",
    section: "verify",
  },
  state: {
    type: "string",
    value: "FILE",
    help: "the loop's state file, which knows where the log ended",
  },
} as const;

const HELP = helpText({
  usage:
    "deno task live CONFIG [options]\n       deno task live approve|reject ID --config CONFIG\n       deno task live replay|verify AUDIT",
  about:
    "Watches a real system and, as far as its mode allows, mends it: observe, suggest, approve, act.\nThe loop runs as a process of its own that may speak to the hosts, run the programs and touch the files of its configuration, and no others.\nWhile the file STOP of the configuration is there, and after SIGUSR2, nothing is done.",
  options: OPTIONS,
  examples: [
    "deno task live shop.json",
    "deno task live shop.json --check",
    "deno task live shop.json --mode act",
    "deno task live approve shop-20261126T111042Z-341234567 --config shop.json",
    "deno task live replay audit.jsonl --agent threshold-only",
    "deno task live verify audit.jsonl --state state.json",
  ],
});

/** The words that may stand in place of a configuration. */
const COMMANDS = ["approve", "reject", "replay", "verify"] as const;

/**
 * Runs the live loop, or one of the commands around it.
 *
 * @throws {UsageError} for a mistake in the arguments or the configuration
 */
export async function live(
  args: readonly string[],
  print: (text: string) => void = (text) => console.log(text),
): Promise<void> {
  const { operands: [first, ...rest], given } = readCommandLine(args, OPTIONS);
  if (given.help) return print(HELP);
  if (given.schema) return print(JSON.stringify(liveJsonSchema(), null, 2));
  if (first === undefined) throw new UsageError("Which configuration? deno task live CONFIG, or --help");
  const zone = requireZone(given.zone ?? UTC);
  const command = COMMANDS.find((name) => name === first);
  const [operand, ...stray] = command === undefined ? [first, ...rest] : rest;
  if (stray.length > 0) throw new UsageError(`Unexpected argument "${stray[0]}"`);
  if (operand === undefined) {
    throw new UsageError(
      `deno task live ${first} needs ${
        command === "replay" || command === "verify" ? "the path of an audit log" : "the name of an approval"
      }`,
    );
  }
  switch (command) {
    case "verify":
      return verify(operand, { head: given.head, state: given.state }, print);
    case "replay":
      return replay(operand, { agent: given.agent ?? "full", incident: given.incident, zone }, print);
    case "approve":
    case "reject": {
      if (given.config === undefined) throw new UsageError(`deno task live ${command} needs --config CONFIG`);
      const settings = await readLiveConfig(given.config);
      const { by = "command line", link = false } = given;
      return endAs(
        await startDecision(
          { path: given.config, id: operand, decision: command, by, link },
          approvalPermissions(settings),
        ),
      );
    }
    case undefined: {
      const settings = await readLiveConfig(operand);
      const mode = given.mode === undefined ? settings.config.mode : requireName("mode", given.mode, MODES);
      const steps = given.steps === undefined
        ? undefined
        : wholeNumber(given.steps, { name: "steps", fallback: 1, min: 1 });
      if (given.check) print(permissionsText(settings));
      return endAs(
        await startLoop({
          path: operand,
          mode,
          check: given.check ?? false,
          quiet: given.quiet ?? false,
          zone,
          steps,
          beginAnew: given["begin-anew"] ?? false,
        }, settings),
      );
    }
  }
}

/** Ends as the process ended that did the work; it has said why. */
function endAs(code: number): void {
  if (code !== 0) Deno.exit(code);
}

if (import.meta.main) await main(live);
