import type { LogRecord } from "../../model/mod.ts";
import { createTemplateMiner, type TemplateMiner } from "../logs/log_templates.ts";

/** Where in the source a line was written, as loggers put it in front: `FoodServiceImpl#243`, `server.go:88`. */
const SOURCE = /^\[?([\w$.\-/[\]]*[A-Za-z][\w$.\-/[\]]*[#:]\d+)\b/;

/** Names the statement of the program that wrote a record. */
export type LineNamer = (record: LogRecord) => string;

/** Names lines by their place in the source where they tell it, and otherwise by their template (Drain), service by service. */
export function createLineNamer(): LineNamer {
  const miners = new Map<string, TemplateMiner>();
  const names = new Map<string, string>();
  return ({ service, body }) => {
    const place = SOURCE.exec(body)?.[1];
    if (place !== undefined) return place;
    let miner = miners.get(service);
    if (miner === undefined) miners.set(service, miner = createTemplateMiner());
    const id = miner.add(body);
    const key = `${service} ${id}`;
    // A template may become more general later on: its first text stays its name.
    let name = names.get(key);
    if (name === undefined) names.set(key, name = `"${miner.template(id).slice(0, MAX_LENGTH)}"`);
    return name;
  };
}

/** Characters of a template that name it. */
const MAX_LENGTH = 80;
