/** What a program prints while it runs. */
export async function printed(program: () => void | Promise<void>): Promise<string> {
  const own = console.log;
  const lines: string[] = [];
  console.log = (...parts) => lines.push(parts.join(" "));
  try {
    await program();
  } finally {
    console.log = own;
  }
  return lines.join("\n");
}
