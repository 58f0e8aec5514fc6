/** Runs a program to its end. @returns what it wrote @throws {Error} if it fails, with the last line that it wrote */
export async function run(
  argv: readonly string[],
  { input }: { readonly input?: string } = {},
): Promise<string> {
  const [path, ...args] = argv;
  const child = new Deno.Command(path!, {
    args,
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const ended = child.output();
  if (input !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  }
  const { success, stdout, stderr } = await ended;
  const text = new TextDecoder().decode(stdout);
  if (success) return text;
  const said = `${text}\n${new TextDecoder().decode(stderr)}`.trim().split("\n").at(-1);
  throw new Error(`${path} failed: ${said}`);
}
