import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createTopology } from "../../simulator/mod.ts";
import { UsageError } from "../../model/mod.ts";
import { agentOf, checkAgainstTopology, parseLiveConfig } from "./parse.ts";
import { liveJsonSchema } from "./schema.ts";

const PROMETHEUS = {
  type: "prometheus",
  url: "http://127.0.0.1:9090",
  queries: { latencyP95Ms: { query: "a", factor: 1000 }, errorRate: "b" },
};
const SHOP = {
  name: "shop",
  topology: "three-tier",
  slo: { latencyP95Ms: 300, errorRate: 0.02 },
  source: PROMETHEUS,
};
const command = (more: object) => ({
  ...SHOP,
  actions: [{ by: { type: "command", argv: ["ctl"], ...more } }],
});

Deno.test("parseLiveConfig() fills in every default, and what it gives is a configuration again", () => {
  const config = parseLiveConfig(SHOP);
  strictEqual(config.mode, "observe");
  strictEqual(config.verification.attempts, 3);
  strictEqual(config.listen.hostname, "127.0.0.1");
  deepStrictEqual(parseLiveConfig(JSON.parse(JSON.stringify(config))), config);
});

const WRONG: readonly (readonly [input: unknown, message: RegExp])[] = [
  [{ ...SHOP, sorce: 1 }, /^sorce is not known: did you mean "source"\?/],
  [{ ...SHOP, mode: "acts" }, /^mode is "acts": did you mean "act"\? Known: observe, suggest, approve, act$/],
  [{ ...SHOP, source: { type: "promethius" } }, /^source\.type is "promethius": did you mean "prometheus"\?/],
  [{ ...SHOP, source: {} }, /^source\.type is missing: it must be one of prometheus, simulator, recording$/],
  [
    { ...SHOP, source: { type: "simulator", sed: 1 } },
    /^source\.sed is not known: did you mean "seed"\? Known: type, seed, noise, signals, faults$/,
  ],
  [
    { ...SHOP, source: { ...PROMETHEUS, services: { db: { lable: "x" } } } },
    /^source\.services\.db\.lable is not known: did you mean "label"\?/,
  ],
  [{ ...SHOP, source: { ...PROMETHEUS, url: "http://me:word@host" } }, /^source\.url must be an address as /],
  [{ ...SHOP, source: { ...PROMETHEUS, url: "ftp://host" } }, /^source\.url must be an address as /],
  [
    { ...SHOP, source: { ...PROMETHEUS, headers: { Authorization: "Bearer abc" } } },
    /^source\.headers must hold secrets as \{ "file": … \} or \{ "env": … \}/,
  ],
  [
    { ...SHOP, source: { ...PROMETHEUS, queries: { latencyP95Ms: 5 } } },
    /^source\.queries\.latencyP95Ms must be a text or an object, found 5$/,
  ],
  [command({ argv: [] }), /^actions\[0\]\.by\.argv must have 1 or more/],
  [
    command({ argv: ["{service}", "restart"] }),
    /argv must begin with a program that is the same for every action/,
  ],
  [
    command({ comand: 1 }),
    /^actions\[0\]\.by\.comand is not known.* Known: type, argv, dryRunArgv, findArgv, unknownExitCodes, environment/,
  ],
  [
    { ...SHOP, actions: [{ by: { type: "comand" } }] },
    /^actions\[0\]\.by\.type is "comand": did you mean "command"/,
  ],
  [
    { ...SHOP, actions: [{ match: { kind: "noop" }, by: { type: "dry-run" } }] },
    /^actions\[0\]\.match\.kind is "noop"/,
  ],
  [
    { ...SHOP, guardrails: { leastTrafic: 0.5 } },
    /^guardrails\.leastTrafic is not known: did you mean "leastTraffic"/,
  ],
  [
    { ...SHOP, source: { ...PROMETHEUS, headers: { authorization: "Bearer abc" } } },
    /, found \{"authorization":"\(a text of 10 characters\)"\}$/,
  ],
  [{ ...SHOP, source: { ...PROMETHEUS, url: "http://me:word@host" } }, /, found "http:\/\/\*\*\*@host"$/],
  [
    { ...SHOP, source: { ...PROMETHEUS, url: "http://host/?token=abc" } },
    /, found "http:\/\/host\/\?\*\*\*"$/,
  ],
  [
    { ...SHOP, approval: { secret: { env: "sk-123 456" } } },
    /secret\.env.*found "\(a text of 10 characters\)"$/,
  ],
  [{ ...SHOP, agent: "ful" }, /^agent: Cannot find the agent "ful": did you mean "full"\?/],
  [{ ...SHOP, agent: { agent: "full", detector: "cusum:clp=4" } }, /^agent: .*clp.*did you mean "clip"/],
  [
    { ...SHOP, approval: { secret: "abc" } },
    /^approval\.secret must be an object, found "\(a text of 3 characters\)"$/,
  ],
  [
    { ...SHOP, actions: [{ by: { type: "simulator" } }] },
    /^actions\[0\]\.by\.url is missing: .* found "prometheus"$/,
  ],
  [null, /^the configuration must be an object, found null$/],
];

for (const [input, message] of WRONG) {
  Deno.test(`parseLiveConfig() says: ${message}`, () => {
    throws(() => parseLiveConfig(input), (error) => {
      ok(error instanceof UsageError);
      ok(message.test(error.message), error.message);
      return !error.message.includes("\n");
    });
  });
}

Deno.test("checkAgainstTopology() names a service that is not in the graph, and what the SLO lacks", () => {
  const topology = createTopology("three-tier");
  const withSource = (more: object) => parseLiveConfig({ ...SHOP, source: { ...PROMETHEUS, ...more } });
  checkAgainstTopology(withSource({}), topology);
  throws(
    () => checkAgainstTopology(withSource({ services: { databse: {} } }), topology),
    /source\.services: Cannot find the service "databse"/,
  );
  const latency = { latencyP95Ms: "a" };
  throws(
    () => checkAgainstTopology(withSource({ queries: latency }), topology),
    /source\.queries\.errorRate is missing/,
  );
  checkAgainstTopology(withSource({ queries: latency, services: { api: { errorRate: "b" } } }), topology);
  const actions = [
    { match: { service: "d*" }, by: { type: "dry-run" } },
    { match: { service: "bd" }, by: { type: "dry-run" } },
  ];
  throws(
    () => checkAgainstTopology(parseLiveConfig({ ...SHOP, actions }), topology),
    /actions\[1\]\.match\.service: .*"bd": did you mean "db"/,
  );
  const faults = [{ type: "slow_query", service: "bd", startStep: 5 }];
  const simulated = parseLiveConfig({ ...SHOP, source: { type: "simulator", faults } });
  throws(() => checkAgainstTopology(simulated, topology), /source\.faults\[0\]: .*"bd": did you mean "db"/);
});

Deno.test("agentOf() makes the agent with the parts asked for", () => {
  const { agent } = parseLiveConfig({
    ...SHOP,
    agent: { agent: "full", detector: { name: "cusum", clip: 4 } },
  });
  strictEqual(agentOf({ agent }).name, "full");
});

Deno.test("the JSON schema requires no more than the parser does", () => {
  const { required } = liveJsonSchema() as { required: string[] };
  deepStrictEqual(required, ["name", "topology", "slo", "source"]);
});
