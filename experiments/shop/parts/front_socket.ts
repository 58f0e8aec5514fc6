import { createConnection } from "node:net";
import { MAX_REPLICAS, type Plan } from "../plan.ts";

const TIMEOUT_MS = 3_000;

/** Lets in a share of the requests, 0 to 1, and looks whether the front has understood. */
export async function limitTraffic({ folder }: Plan, share: number): Promise<string> {
  const percent = Math.round(100 * share);
  if (!(percent >= 0 && percent <= 100)) throw new Error(`a share of the requests is 0 to 1, found ${share}`);
  const socket = `${folder}/haproxy.sock`;
  await ask(socket, `experimental-mode on; set var proc.admitted int(${percent})`);
  const answer = await ask(socket, "experimental-mode on; get var proc.admitted");
  if (!answer.includes(`<${percent}>`)) throw new Error(`the front did not take the limit: ${answer.trim()}`);
  return `${percent} % of the requests are let in`;
}

/** Lets the front send requests to every replica that is well, those too that were drained. */
export async function undrain({ folder }: Plan): Promise<void> {
  const commands = Array.from({ length: MAX_REPLICAS }, (_, i) => `set server api/api${i} state ready`);
  await ask(`${folder}/haproxy.sock`, commands.join("; "));
}

/** One line of commands to HAProxy's socket, and its answer. */
function ask(path: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = createConnection(path, () => socket.end(`${command}\n`));
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error("the front's socket does not answer")));
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => answer += text);
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}
