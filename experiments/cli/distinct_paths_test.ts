import { throws } from "node:assert";
import { requireDistinctPaths } from "./distinct_paths.ts";
import { inFolder } from "./in_folder.ts";

Deno.test("requireDistinctPaths() refuses an output over an input or another output, through links too", () =>
  inFolder((folder) => {
    const at = (name: string) => `${folder}/${name}`;
    Deno.writeTextFileSync(at("in.csv"), "x");
    Deno.symlinkSync(at("in.csv"), at("link"));
    Deno.linkSync(at("in.csv"), at("hard"));
    Deno.symlinkSync(at("none"), at("broken"));
    Deno.symlinkSync(folder, at("here"));
    const data = { option: "data", path: at("in.csv") };
    for (const name of ["in.csv", "./in.csv", "link", "hard", "here/in.csv"]) {
      const outputs = [{ option: "csv", path: at(name) }];
      throws(
        () => requireDistinctPaths({ inputs: [data], outputs }),
        /--csv would replace the input of --data/,
      );
      throws(
        () => requireDistinctPaths({ inputs: [{ option: "data", path: folder }], outputs }),
        /would replace the input/,
      );
    }
    for (const [a, b] of [["a", "a"], ["a", "here/a"], ["none", "broken"], ["in.csv", "hard"]]) {
      const outputs = [{ option: "json", path: at(a!) }, { option: "csv", path: at(b!) }];
      throws(() => requireDistinctPaths({ outputs }), /--json and --csv would write the same file/);
    }
    requireDistinctPaths({
      inputs: [data],
      outputs: ["/dev/null", "/dev/null", at("a"), at("b/a")].map((path) => ({ option: "json", path })),
    });
  }));
