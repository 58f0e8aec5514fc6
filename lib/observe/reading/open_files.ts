import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/mod.ts";
import { openArchive } from "./archive_files.ts";
import { firstSheetText, isSpreadsheet, openSpreadsheet } from "./spreadsheet_files.ts";
import { openZip } from "./zip_files.ts";
import { folderOf, isHidden, type RecordedFiles } from "./files.ts";
import { openFolder, readable, readText } from "./folder_files.ts";

const ARGUMENTS = z.object({ path: z.string() });

/** Opens a folder, a `.tar.gz` or `.zip` of one, a spreadsheet as one of its sheets, or a single file. @throws {UsageError} if the path can't be read */
export async function openFiles(path: string): Promise<RecordedFiles> {
  const { isDirectory, isFile } = await readable(path, Deno.stat);
  if (!isDirectory && !isFile) {
    throw new UsageError(`Cannot read "${path}": it is a pipe, socket or device, not a file or folder`);
  }
  if (isDirectory) return await openFolder(path);
  if (isSpreadsheet(path)) return await openSpreadsheet(path);
  if (/\.zip$/i.test(path) || await isZip(path)) return await openZip(path);
  return /\.(?:tar\.gz|tgz)$/i.test(path) ? await openArchive(path) : singleFile(path);
}

/** Whether a file begins as a zip archive does, whatever it is called. */
async function isZip(path: string): Promise<boolean> {
  const start = new Uint8Array(4);
  await readable(path, async () => {
    using file = await Deno.open(path);
    await file.read(start);
  });
  return start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4;
}

/** A file of a folder or an archive, or what stands alone. */
export interface FileText {
  /** For messages: the name within the folder or archive, else the file's. */
  readonly path: string;
  readonly text: string;
}

/** Archives within archives, and what no reader of texts can read. */
const NO_TEXT = /\.(?:zip|tar|tgz|tar\.gz|7z|rar|png|jpe?g|gif|svg|pdf|html?|md|exe|so|bin)$/i;

/**
 * The texts of a file, or of all files of a folder, a `.zip` or a `.tar.gz`, but for hidden ones. Those that can't be read are left out and told.
 *
 * @throws {UsageError} where nothing can be read
 */
export async function readFileTexts(path: string): Promise<{ files: FileText[]; notes: string[] }> {
  const { isDirectory } = await readable(path, Deno.stat);
  const archive = /\.(?:zip|tar\.gz|tgz)$/i.test(path);
  if (!isDirectory && !archive && (isSpreadsheet(path) || !await isZip(path))) {
    return {
      files: [{ path: path.slice(folderOf(path).length).replace(/^\//, ""), text: await readFileText(path) }],
      notes: [],
    };
  }
  const { paths, text } = await openFiles(path);
  const [files, notes]: [FileText[], string[]] = [[], []];
  for (const inner of paths.filter((one) => !isHidden(one))) {
    if (NO_TEXT.test(inner)) {
      notes.push(`left out: ${inner}`);
      continue;
    }
    try {
      files.push({ path: inner, text: await text(inner) });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      notes.push(`left out: ${error.message}`);
    }
  }
  if (files.length === 0) {
    throw new UsageError(
      `Cannot read "${path}": ${
        notes.length === 0
          ? "there is no file in it"
          : notes.slice(0, 3).map((note) => note.replace(/^left out: /, "")).join("; ")
      }`,
    );
  }
  return { files, notes };
}

function singleFile(path: string): RecordedFiles {
  const folder = folderOf(path);
  const name = folder === "" ? path : path.slice(folder.length + 1);
  return { name: path, paths: [name], text: () => readable(path, readText) };
}

/**
 * The text of a single file in whichever encoding it is, unpacked if its name ends with `.gz`; of a spreadsheet its first sheet.
 *
 * @throws {UsageError} if it can't be read, or isn't a file
 */
export async function readFileText(path: string): Promise<string> {
  checkOptions("readFileText", ARGUMENTS, { path });
  const { isFile } = await readable(path, Deno.stat);
  if (!isFile) throw new UsageError(`Cannot read "${path}": it is no file`);
  return isSpreadsheet(path) ? await firstSheetText(path) : await readable(path, readText);
}
