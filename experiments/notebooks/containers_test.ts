import { deepStrictEqual, ok, strictEqual } from "node:assert";

const read = (path: string) => Deno.readTextFileSync(path);
const dockerfile = read("binder/Dockerfile");
const devcontainer = JSON.parse(read(".devcontainer/devcontainer.json"));
const image = /^FROM (\S+)$/m.exec(dockerfile)![1]!;

Deno.test("containers have the Deno that README names", () => {
  const [, version] = /npm install -g deno@(\S+?)`/.exec(read("README.md"))!;
  strictEqual(image, `denoland/deno:${version}`);
  strictEqual(devcontainer.image, image);
});

Deno.test("containers are made by tasks and of modules that there are", () => {
  const { tasks } = JSON.parse(read("deno.json"));
  const commands = `${dockerfile}\n${devcontainer.postCreateCommand}`;
  const named = [...commands.matchAll(/deno"?,? "?task"?,? "?([a-z-]+)/g)].map(([, task]) => task!);
  strictEqual(named.length, 3);
  for (const task of named) ok(task in tasks, task);
  for (const [, path] of commands.matchAll(/ ((?:lib|experiments)\/mod\.ts)/g)) {
    ok(Deno.statSync(path!).isFile);
  }
  for (const line of [dockerfile, devcontainer.onCreateCommand]) ok(/ git python3 python3-venv/.test(line));
});

Deno.test("the same extensions are recommended and installed", () => {
  const { recommendations } = JSON.parse(read(".vscode/extensions.json"));
  deepStrictEqual(devcontainer.customizations.vscode.extensions, recommendations);
});
