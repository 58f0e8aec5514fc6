/** Runs a program to its end. @returns what it wrote @throws {Error} if it fails, with the last line that it wrote */
export async function run(argv: readonly string[]): Promise<string> {
  const [path, ...args] = argv;
  const { success, stdout, stderr } = await new Deno.Command(path!, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (success) return text;
  const said = `${text}\n${new TextDecoder().decode(stderr)}`.trim().split("\n").at(-1);
  throw new Error(`${path} failed: ${said}`);
}
