import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

// A client of MCP on its own standard input and output: waits for a breach, asks a diagnoser, submits what it says, and fails the service over.
// With the argument "fails" it ends at once with exit code 3, with "sleeps" it never calls.

type Message = { id?: number; result?: { structuredContent?: Record<string, unknown> } };
const [how] = Deno.args;
if (how === "fails") Deno.exit(3);
if (how === "sleeps") await new Promise((resolve) => setTimeout(resolve, 60_000));

const transport = new StdioServerTransport();
const waiting = new Map<number, (message: Message) => void>();
transport.onmessage = (message) => waiting.get((message as Message).id ?? -1)?.(message as Message);
await transport.start();
let id = 0;
function ask(method: string, params: object): Promise<Message> {
  const answer = Promise.withResolvers<Message>();
  waiting.set(++id, answer.resolve);
  transport.send({ jsonrpc: "2.0", id, method, params } as never);
  return answer.promise;
}
const call = async (name: string, args: object = {}) =>
  (await ask("tools/call", { name, arguments: args })).result?.structuredContent ?? {};

await ask("initialize", {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "operator", version: "1" },
});
await transport.send({ jsonrpc: "2.0", method: "notifications/initialized" } as never);
const begun = await call("start_episode", { suite: "calm", index: 3 });
let seen = begun;
while (seen.done === false && seen.slo_violated !== true) seen = await call("advance", { steps: 4 });
if (seen.slo_violated === true) {
  const { suspect, fault } = await call("diagnose");
  await call("submit_diagnosis", { suspects: [{ service: suspect, kind: fault }] });
  await call("act", { action: `failover(${suspect})` });
}
const end = await call("end_episode");
Deno.exit("score" in end || begun.step !== 60 ? 4 : 0);
