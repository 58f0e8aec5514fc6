import { doesNotThrow, ok } from "node:assert";
import { HELP as DETECT_HELP, OPTIONS as DETECT_OPTIONS } from "../detect/options.ts";
import { settingsOf as detectSettings } from "../detect/settings.ts";
import { protocolSettings } from "../detect/protocol/command.ts";
import { HELP as RCA_HELP } from "../rca/options.ts";
import { ownArguments, protocolArguments, readOptions, settingsOf as rcaSettings } from "../rca/settings.ts";
import { readArguments } from "./arguments.ts";

/** The commands after "Examples:", without the words before their options. */
function examplesOf(help: string, command: string): string[][] {
  const lines = help.split("Examples:\n")[1]!.split("\n").map((line) => line.trim());
  return lines.map((line) => {
    ok(line.startsWith(`deno task ${command} `), line);
    return line.split(" ").slice(3);
  });
}

Deno.test("the examples in the help of detect and rca are commands that are understood, the first of one's own data", () => {
  const detect = examplesOf(DETECT_HELP, "detect");
  for (const args of detect) {
    const given = readArguments(args, DETECT_OPTIONS);
    doesNotThrow(() => given.protocol ? protocolSettings(given) : detectSettings(given), args.join(" "));
  }
  const rca = examplesOf(RCA_HELP, "rca");
  for (const args of rca) {
    const given = readOptions(args);
    const own = given.data !== undefined && given.format === undefined;
    const settings = given.protocol ? protocolArguments : own ? ownArguments : rcaSettings;
    doesNotThrow(() => settings(given), args.join(" "));
  }
  for (const examples of [detect, rca]) ok(examples[0]![0] === "--data");
});
