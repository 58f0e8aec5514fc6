import { z } from "zod";
import {
  createTrainingEnvironment,
  type TrainingEnvironment,
  type TrainingOptions,
} from "../../lib/gym/mod.ts";
import { checkOptions } from "../../lib/model/check_options.ts";
import { requireName, UsageError } from "../../lib/model/mod.ts";

const REQUESTS = {
  make: z.strictObject({ make: z.record(z.string(), z.unknown()) }),
  reset: z.strictObject({ reset: z.int() }),
  step: z.strictObject({ step: z.int() }),
  render: z.strictObject({ render: z.enum(["text", "picture"]) }),
} as const;

type Request = { readonly [K in keyof typeof REQUESTS]: z.output<typeof REQUESTS[K]> }[keyof typeof REQUESTS];

/** A request, checked by the schema of its first key. @throws {UsageError} in one line */
function readRequest(given: unknown): Request {
  const [kind = ""] = Object.keys(checkOptions("gym", z.looseObject({}), given, "the request"));
  const name = requireName("request", kind, Object.keys(REQUESTS)) as keyof typeof REQUESTS;
  return checkOptions("gym", REQUESTS[name], given, "the request");
}

/**
 * Answers requests in JSON, one a line, as the Python package sends them: `{"make": options}` first, which tells the spaces; `{"reset": seed}`;
 * `{"step": action}`; `{"render": "text"}`. What is wrong is answered by `{"error": message}`.
 */
export function createAnswerer(): (line: string) => string {
  let environment: TrainingEnvironment | undefined;

  function current(): TrainingEnvironment {
    if (environment === undefined) throw new UsageError("An environment must be made first");
    return environment;
  }

  function answer(given: unknown): unknown {
    const request = readRequest(given);
    if ("make" in request) {
      environment = createTrainingEnvironment(request.make as TrainingOptions);
      const { low, high } = environment.observationSpace;
      return { low: [...low], high: [...high], ...environment.describe() };
    }
    const made = current();
    if ("reset" in request) {
      const { observation, info } = made.reset({ seed: request.reset });
      return { observation: [...observation], mask: [...made.actionMask()], info };
    }
    if ("step" in request) {
      const { observation, ...rest } = made.step(request.step);
      return { observation: [...observation], mask: [...made.actionMask()], ...rest };
    }
    return {
      render: request.render === "text" ? made.render("text") : made.render("picture").outerHTML,
    };
  }

  return (line) => {
    try {
      return JSON.stringify(answer(parsed(line)));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return JSON.stringify({ error: error.message });
    }
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new UsageError(`gym: a request must be a line of JSON, found ${line.slice(0, 60)}`);
  }
}
