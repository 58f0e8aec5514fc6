import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/mod.ts";
import { openArchive } from "./archive_files.ts";
import { firstSheetText, isSpreadsheet, openSpreadsheet } from "./spreadsheet_files.ts";
import { openZip } from "./zip_files.ts";
import { folderOf, type RecordedFiles } from "./files.ts";
import { openFolder, readable, readText } from "./folder_files.ts";

const ARGUMENTS = z.object({ path: z.string() });

/** Opens a folder, a `.tar.gz` or `.zip` of one, a spreadsheet as one of its sheets, or a single file. @throws {UsageError} if the path can't be read */
export async function openFiles(path: string): Promise<RecordedFiles> {
  const { isDirectory, isFile } = await readable(path, Deno.stat);
  if (!isDirectory && !isFile) {
    throw new UsageError(`Cannot read "${path}": it is a pipe, socket or device, not a file or folder`);
  }
  if (isDirectory) return await openFolder(path);
  if (/\.zip$/i.test(path)) return await openZip(path);
  if (isSpreadsheet(path)) return await openSpreadsheet(path);
  return /\.(?:tar\.gz|tgz)$/i.test(path) ? await openArchive(path) : singleFile(path);
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
