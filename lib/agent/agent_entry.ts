import type { Agent, Entry } from "../model/mod.ts";
import type { AgentParts } from "./composed.ts";

/** An agent of the catalogue: the parts that it is composed of, or what makes it where it has none. */
export type AgentEntry = Entry & ({ readonly parts: AgentParts } | { create(): Agent });
