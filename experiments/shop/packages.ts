/** The programs that the shop runs, and the packages of Debian 12 that they come from. */
const PROGRAMS: Readonly<Record<string, string>> = {
  haproxy: "haproxy",
  "redis-server": "redis-server",
  "redis-cli": "redis-tools",
  psql: "postgresql-client-15",
  "/usr/lib/postgresql/15/bin/postgres": "postgresql-15",
  pgbouncer: "pgbouncer",
  prometheus: "prometheus",
  "prometheus-alertmanager": "prometheus-alertmanager",
  "stress-ng": "stress-ng",
  taskset: "util-linux",
};

/** The packages whose programs are not on this machine. */
export async function missingPackages(): Promise<string[]> {
  const folders = ["", ...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin"];
  const missing = new Set<string>();
  for (const [program, name] of Object.entries(PROGRAMS)) {
    const paths = program.startsWith("/") ? [program] : folders.map((folder) => `${folder}/${program}`);
    const found = await Promise.all(paths.map((path) => Deno.stat(path).then(() => true, () => false)));
    if (!found.includes(true)) missing.add(name);
  }
  return [...missing];
}
