import { deepStrictEqual, strictEqual } from "node:assert";
import { killSwitch } from "./kill_switch.ts";
import { inFolder } from "../testing/in_folder.ts";

Deno.test("the switch is on while its file exists, whoever made it, and after a restart", () =>
  inFolder((folder) => {
    const path = `${folder}/STOP`;
    const stop = killSwitch(path);
    strictEqual(stop.isOn(), false);
    Deno.writeTextFileSync(path, "");
    strictEqual(stop.isOn(), true);
    Deno.removeSync(path);
    strictEqual(stop.isOn(), false);
    stop.pull("SIGUSR1");
    deepStrictEqual([stop.isOn(), killSwitch(path).isOn(), Deno.readTextFileSync(path)], [
      true,
      true,
      "SIGUSR1\n",
    ]);
  }));

Deno.test("a switch whose file can't be made, or not be looked at, is on", () =>
  inFolder((folder) => {
    const stop = killSwitch(`${folder}/none/STOP`);
    stop.pull("SIGUSR1");
    strictEqual(stop.isOn(), true);
    Deno.writeTextFileSync(`${folder}/file`, "");
    strictEqual(killSwitch(`${folder}/file/STOP`).isOn(), true);
  }));
