import { dirname } from "node:path";
import { type Picture, toPng, toSvg } from "../lib/plot/mod.ts";

/** The functions of Deno that change a disk. */
export type PictureDisk = Pick<typeof Deno, "mkdirSync" | "writeFileSync" | "renameSync" | "removeSync">;

/**
 * Writes a picture as `path.svg` and as `path.png`, and creates the folder if it is missing. Neither file is replaced
 * before both are written, each by a rename, so that readers find whole files only.
 *
 * @param path with the extension `.svg` or `.png`, or without one
 */
export async function savePicture(
  picture: Picture,
  path: string,
  { disk = Deno }: {
    /** What writes. Default: Deno. */
    readonly disk?: PictureDisk;
  } = {},
): Promise<void> {
  const base = path.replace(/\.(?:svg|png)$/, "");
  const files = [
    { target: `${base}.svg`, bytes: new TextEncoder().encode(toSvg(picture)) },
    { target: `${base}.png`, bytes: await toPng(picture) },
  ].map((file) => ({ ...file, temporary: `${file.target}.${Deno.pid}.tmp` }));
  disk.mkdirSync(dirname(base), { recursive: true });
  try {
    for (const { temporary, bytes } of files) disk.writeFileSync(temporary, bytes);
    for (const { temporary, target } of files) disk.renameSync(temporary, target);
  } catch (error) {
    for (const { temporary } of files) removeIfThere(temporary, disk);
    throw error;
  }
}

function removeIfThere(path: string, disk: PictureDisk): void {
  try {
    disk.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
