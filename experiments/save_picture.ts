import { dirname } from "node:path";
import { type Picture, toPng, toSvg } from "../lib/plot/mod.ts";

/** The calls that change a disk, as Deno names them. */
export type PictureDisk = Pick<typeof Deno, "mkdirSync" | "writeFileSync" | "renameSync" | "removeSync">;

/**
 * Writes a picture as `path.svg` and as `path.png`, and the folder where it is missing. Neither file is
 * touched before both are on the disk, and each takes its place by a rename: a reader finds the old one or
 * the new one, whole.
 *
 * @param path with the ending `.svg` or `.png`, or without an ending
 */
export async function savePicture(
  picture: Picture,
  path: string,
  { disk = Deno }: { readonly disk?: PictureDisk } = {},
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
