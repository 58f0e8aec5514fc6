import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import { inFolder } from "../../loop/testing/in_folder.ts";
import { systemClock } from "../../loop/system_clock.ts";
import { type CommandOptions, createCommand } from "./command.ts";
import { mayRun } from "../testing/may.ts";
import { orderFor, RESTART, TOPOLOGY } from "../testing/orders.ts";
import { timeoutClock } from "../testing/timeout_clock.ts";

const ignore = !mayRun("/bin/sh");
const SCRIPT = (text: string, ...more: string[]) => ["/bin/sh", "-c", text, "test", ...more];
const command = (argv: readonly string[], more: Partial<CommandOptions> = {}) =>
  createCommand({ argv, topology: TOPOLOGY, timeoutSeconds: 10, clock: systemClock, ...more });

Deno.test({
  name:
    "arguments are handed over as they are: no shell, no words split, nothing in the environment but what is given",
  ignore,
  fn: async () => {
    const service = "db; touch x $(id) `id` 'a b' *";
    const topology = { ...TOPOLOGY, services: [{ ...TOPOLOGY.services[0]!, name: service }] };
    const script = 'printf "%s|" "$@"; env | grep -v "^PWD=\\|^_=\\|^SHLVL=" | sort | tr "\\n" "|"';
    const argv = SCRIPT(script, "--name={service}", "{kind}", "{incident}");
    const { outcome, detail } = await command(argv, { topology, environment: { SHOP_HOME: "/srv" } })
      .carryOut(orderFor({ kind: "restart", service }));
    strictEqual(outcome, "done");
    ok(
      detail.endsWith(
        `exit code 0: --name=${service}|restart|shop-1|AIOPS_IDEMPOTENCY_KEY=shop-1-71-0|AIOPS_INCIDENT=shop-1|SHOP_HOME=/srv|`,
      ),
      detail,
    );
  },
});

Deno.test({
  name: "exit codes become receipts, and a program that is not there a failure",
  ignore,
  fn: async () => {
    const outcomeOf = async (text: string, more: Partial<CommandOptions> = {}) =>
      (await command(SCRIPT(text), more).carryOut(RESTART)).outcome;
    strictEqual(await outcomeOf("exit 0"), "done");
    strictEqual(await outcomeOf("exit 3"), "failed");
    strictEqual(await outcomeOf("exit 130"), "unknown");
    strictEqual(await outcomeOf("exit 3", { unknownExitCodes: [3] }), "unknown");
    strictEqual(await outcomeOf("kill -9 $$"), "unknown");
    const gone = await command(["/no/such/program"]).carryOut(RESTART);
    strictEqual(gone.outcome, "failed");
  },
});

/** Whether a process is there: by the folder that the kernel shows for it; one that has ended and waits to be collected is not. */
function isAlive(pid: string): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

Deno.test({
  name: "a program that ignores SIGTERM is killed when the time is over, with all that it has started",
  ignore: ignore || !mayRun("/bin/kill"),
  fn: () =>
    inFolder(async (folder) => {
      const pids = `${folder}/pids`;
      const script =
        `trap "" TERM; sleep 300 & echo $! >> ${pids}; echo $$ >> ${pids}; echo started; while :; do wait; done`;
      const clock = timeoutClock(10);
      const receipt = command(SCRIPT(script), { clock }).carryOut(RESTART);
      const lines = () => {
        try {
          return Deno.readTextFileSync(pids).trim().split("\n");
        } catch {
          return [];
        }
      };
      while (lines().length < 2) await new Promise((resolve) => setTimeout(resolve));
      clock.timeOut();
      const { outcome, detail } = await receipt;
      strictEqual(outcome, "unknown");
      match(detail, /not ended after 10 s, killed$/);
      while (lines().some(isAlive)) await new Promise((resolve) => setTimeout(resolve));
    }),
});

Deno.test({
  name: "output without end is read and not kept, and what holds the output open does not hold the order up",
  ignore,
  fn: async () => {
    const loud = await command(SCRIPT("head -c 20000000 /dev/zero | tr '\\0' x; echo; echo bad >&2"))
      .carryOut(RESTART);
    strictEqual(loud.outcome, "done");
    ok(loud.detail.length <= 400);
    const receipt = await command(SCRIPT("sleep 5 & echo off")).carryOut(RESTART);
    match(receipt.detail, /exit code 0: off$/);
  },
});

Deno.test({
  name: "a dry run runs its own command or none, and a third one tells what came of an order",
  ignore,
  fn: async () => {
    const order = { ...RESTART, dryRun: true };
    deepStrictEqual(await command(SCRIPT("exit 9", "{service}")).carryOut(order), {
      outcome: "planned",
      detail: "/bin/sh -c 'exit 9' test db",
    });
    const dryRunArgv = SCRIPT("echo would restart $1", "{service}");
    match((await command(SCRIPT("exit 9"), { dryRunArgv }).carryOut(order)).detail, /would restart db$/);
    strictEqual(
      (await command(SCRIPT(""), { dryRunArgv: SCRIPT("exit 2") }).carryOut(order)).outcome,
      "failed",
    );
    const found = async (code: number) =>
      (await command(SCRIPT(""), {
        findArgv: SCRIPT(`test $1 = shop-1-71-0 && exit ${code}`, "{idempotencyKey}"),
      })
        .find!(RESTART)).outcome;
    deepStrictEqual([await found(0), await found(1), await found(7)], ["done", "failed", "unknown"]);
    strictEqual(await found(75), "pending");
  },
});

Deno.test({
  name: "the values of secrets in the environment are not in receipts",
  ignore,
  fn: async () => {
    const environment = { CTL_TOKEN: "tok-0123456789", CTL_HOME: "/srv/shop" };
    const { detail } = await command(SCRIPT("env | sort"), { environment }).carryOut(RESTART);
    match(detail, /CTL_HOME=\/srv\/shop CTL_TOKEN=\*\*\*/);
  },
});

Deno.test("a program is not started where the loop may not act any more", async () => {
  const receipt = await command(["/no/such/program"]).carryOut(RESTART, undefined, () => false);
  deepStrictEqual(receipt, {
    outcome: "failed",
    detail: "/no/such/program: not sent, since this loop may not act any more",
  });
});

Deno.test("what could be read as an option is refused before anything runs", async () => {
  const dashed = { ...TOPOLOGY, services: [{ ...TOPOLOGY.services[0]!, name: "--force" }] };
  throws(
    () => command(["ctl", "{delta}"]),
    /"\{delta\}" can begin with "-" and be read as an option: write --by=\{delta\}/,
  );
  throws(() => command(["ctl", "{service}"], { topology: dashed }), /"\{service\}" can become "--force"/);
  command(["ctl", "--name={service}"], { topology: dashed });
  throws(() => command(["{service}"]), /the program's name can't hold placeholders/);
  throws(() => command(["ctl", "{servce}"]), /did you mean "service"/);
  for (const odd of ["--force", "a b", "", "a\0b", "a\nb", "x".repeat(300)]) {
    const actuator = command(["/no/such/program", "{incident}", "{idempotencyKey}"]);
    match((await actuator.carryOut({ ...RESTART, incident: odd })).detail, /the incident is not plain text/);
    match(
      (await actuator.carryOut({ ...RESTART, idempotencyKey: odd })).detail,
      /the idempotency key is not plain text/,
    );
  }
});

Deno.test("a command is for the actions that have all of its placeholders", () => {
  const scale = command(["ctl", "scale", "{service}", "--by={delta}"]);
  strictEqual(scale.supports({ kind: "scale", service: "api", delta: 1 }), true);
  strictEqual(scale.supports({ kind: "restart", service: "api" }), false);
  strictEqual(command(["ctl", "{kind}"]).supports({ kind: "restore" }), true);
  strictEqual(
    command(["ctl", "{caller}"]).supports({ kind: "open_breaker", caller: "api", callee: "db" }),
    true,
  );
});
