/** A node of the service graph, its shapes as SVG paths. */
export interface NodeData {
  readonly name: string;
  readonly kind: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly top: number;
  readonly outline: string;
  /** A larger outline, for the service at fault. */
  readonly frame: string;
  /** Of a database. */
  readonly rim?: string;
  /** What the topology says of it, as pairs of a name and a value. */
  readonly facts: readonly (readonly [string, string])[];
}

/** A call of the service graph: the indices of both ends, and its shapes. */
export interface CallData {
  readonly caller: number;
  readonly callee: number;
  readonly line: string;
  readonly head: string;
  readonly optional: boolean;
  /** The call in words. */
  readonly about: string;
}

/** A service graph, laid out. */
export interface GraphData {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly NodeData[];
  readonly calls: readonly CallData[];
}

/** A metric with its values: whole numbers, which are to be multiplied by `scale`; null is not measured. */
export interface MetricData {
  readonly label: string;
  /** Heading of a column in a narrow table. */
  readonly short: string;
  readonly digits: number;
  readonly scale: number;
  readonly log: boolean;
  readonly limit?: { readonly value: number; readonly label: string };
  /** One line for the whole system, in place of one for each service. */
  readonly whole: boolean;
  /** For each of `lines` (or the one of the whole), the value of every step. */
  readonly values: readonly (readonly (number | null)[])[];
}

/** A service whose values are in the figure: its row in `graph.nodes`, its colour and dash pattern. */
export interface LineData {
  readonly row: number;
  readonly colour: number;
  readonly dash: string;
  /** Whether it is drawn at first. */
  readonly shown: boolean;
}

/** Consecutive steps that share something. */
export interface RunData {
  readonly from: number;
  readonly until: number;
  readonly text: string;
  /** Services that it is about. */
  readonly rows: readonly number[];
}

/** An action, executed or refused. */
export interface EventData {
  readonly step: number;
  readonly text: string;
  readonly refused: boolean;
}

/** A diagnosis; it stands until the alarm in which it was made is over, or until the next. */
export interface DiagnosisData {
  readonly step: number;
  readonly until: number;
  readonly suspect: number;
  /** Who is at fault, how sure that is, and the kind. */
  readonly text: string;
  readonly why: string;
  /** Both, as the reason of an action repeats it. */
  readonly rationale: string;
  /** By row of the graph. */
  readonly blame: readonly number[];
  /** The likeliest kinds of fault, each with its probability. */
  readonly kinds: readonly (readonly [string, string])[];
}

/** What the agent decided in consecutive steps. */
export interface DecisionData {
  readonly from: number;
  readonly until: number;
  readonly action: string;
  readonly isAction: boolean;
  readonly refused: string;
  readonly reason: string;
}

/** An episode as the page holds it. Steps are indices into the episode. */
export interface EpisodeData {
  readonly kind: "episode";
  readonly title: string;
  readonly subtitle: string;
  readonly stepSeconds: number;
  /** The number of steps, and the number that the first has. */
  readonly count: number;
  readonly first: number;
  /** The part with the incident, and the part and the step that are shown first. */
  readonly incident: readonly [number, number];
  readonly opensWith: readonly [number, number];
  readonly opensAt: number;
  /** Whether there are panels of metrics beside the graph. */
  readonly panels: boolean;
  readonly graph: GraphData;
  /** The row of the service that the SLO is about. */
  readonly front: number;
  readonly lines: readonly LineData[];
  readonly metrics: readonly MetricData[];
  /** Hundredths of each service's anomaly score by step, all services; null: no detector, or still in its warm-up. */
  readonly scores: readonly (readonly (number | null)[])[];
  readonly faults: readonly RunData[];
  readonly breaches: readonly RunData[];
  readonly alarms: readonly RunData[];
  readonly suspects: readonly RunData[];
  readonly events: readonly EventData[];
  readonly diagnoses: readonly DiagnosisData[];
  readonly decisions: readonly DecisionData[];
}

/** A service graph by itself, with what a diagnosis says. */
export interface ServiceGraphData {
  readonly kind: "graph";
  readonly title: string;
  readonly subtitle: string;
  readonly graph: GraphData;
  /** By row; empty without a diagnosis. */
  readonly blame: readonly (number | null)[];
  readonly suspect: number;
  readonly atFault: number;
}

/** What an interactive figure shows. */
export type FigureData = EpisodeData | ServiceGraphData;
