import { approvalPath, signClaim } from "../../lib/live/page/mod.ts";
import { readKey } from "../../lib/live/config/secret.ts";
import { readLiveConfig } from "../../lib/live/mod.ts";
import { stateFile } from "../../lib/live/loop/state/state.ts";
import { requireName, UsageError } from "../../lib/model/mod.ts";
import { showValue } from "../../lib/model/show_value.ts";
import { main } from "../cli/main.ts";
import type { DecisionWork } from "./decide.ts";

/** Decides an approval that waits, or prints the link that does. */
async function decide([text]: readonly string[]): Promise<void> {
  const { path, id, decision, by, link } = JSON.parse(text!) as DecisionWork;
  const { config: { listen, approval, files } } = await readLiveConfig(path);
  const { key: secret } = await readKey(approval.secret!, "approval.secret");
  const waiting = stateFile(files.state).read()?.approvals.filter(({ approvedBy }) => approvedBy === null) ??
    [];
  if (waiting.length === 0) {
    throw new UsageError(
      `No approval waits: ${showValue(id)} was decided before, its time is over, or it was withdrawn`,
    );
  }
  requireName("approval", id, waiting.map((one) => one.id));
  const claim = { id, decision, expires: waiting.find((one) => one.id === id)!.untilSeconds };
  const hostname = listen.hostname === "0.0.0.0" ? "127.0.0.1" : listen.hostname;
  const url = `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${listen.port}`;
  if (link) return console.log(url + approvalPath(secret, claim));
  const response = await fetch(`${url}/approve`, {
    method: "POST",
    headers: { authorization: `Bearer ${signClaim(secret, claim, "command line")}` },
    body: new URLSearchParams({ id, decision, expires: String(claim.expires), by }),
  }).catch((error) => {
    throw new Error(`the loop does not answer at ${url}: ${error.message}`);
  });
  const answer = (await response.text()).trim();
  if (response.ok) return console.log(`${id} is ${answer}`);
  throw new Error(
    response.status === 410
      ? `${id} was decided before, or its time is over`
      : `the loop said ${response.status}: is approval.secret the same?`,
  );
}

if (import.meta.main) await main(decide);
