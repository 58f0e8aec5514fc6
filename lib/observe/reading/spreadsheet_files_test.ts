import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { openFiles, readFileText } from "./open_files.ts";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships";

/** An `.xlsx` with sheets given as rows of cells in its XML; style 1 is a date. */
async function spreadsheet(sheets: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const names = Object.keys(sheets);
  const files: Record<string, string> = {
    "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${
      names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join("")
    }</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${PACKAGE}">${
      names.map((_, i) =>
        `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`
      ).join("")
    }</Relationships>`,
    "xl/styles.xml":
      `<styleSheet xmlns="${MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ...Object.fromEntries(names.map((name, i) => [
      `xl/worksheets/sheet${i + 1}.xml`,
      `<worksheet xmlns="${MAIN}"><sheetData>${sheets[name]}</sheetData></worksheet>`,
    ])),
  };
  const zip = new ZipWriter(new Uint8ArrayWriter());
  for (const [path, text] of Object.entries(files)) await zip.add(path, new TextReader(text));
  return await zip.close();
}

const word = (place: string, text: string) => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;
const ROWS = `<row r="1">${word("A1", "Date")}${word("B1", "CPU, all")}</row>
  <row r="2"><c r="A2" s="1"><v>45355</v></c><c r="B2"><v>20.5</v></c></row>
  <row r="3"><c r="A3" s="1"><v>45355.0034722222</v></c></row>`;
/** A day and a time of day in columns of their own, and a time that is not on its day. */
const APART = `<row r="1">${word("A1", "date")}${word("B1", "time")}</row>${
  [45355, 45355, 45356].map((day, i) =>
    `<row r="${i + 2}"><c r="A${i + 2}" s="1"><v>${day}</v></c><c r="B${i + 2}" s="1"><v>${
      (8 + i) / 24
    }</v></c></row>`
  ).join("")
}`;
const TEXT = 'Date,"CPU, all"\n2024-03-04 00:00:00.000,20.5\n2024-03-04 00:05:00.000,\n';

Deno.test("the sheets of a spreadsheet are tables: its days are dates to the second, empty cells and sheets are left out", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/load.xlsx`;
    Deno.writeFileSync(path, await spreadsheet({ Empty: "", "Load": ROWS, "b/c": ROWS }));
    const files = await openFiles(path);
    deepStrictEqual(files.paths, ["b_c.csv", "Load.csv"]);
    strictEqual(await files.text("Load.csv"), TEXT);
    strictEqual(await readFileText(path), TEXT);
    Deno.writeFileSync(path, await spreadsheet({ Apart: APART }));
    strictEqual(
      await readFileText(path),
      "date,time\n2024-03-04,08:00:00.000\n2024-03-04,09:00:00.000\n2024-03-05,10:00:00.000\n",
    );
    Deno.writeFileSync(path, await spreadsheet({ Empty: "" }));
    await rejects(readFileText(path), { name: "UsageError", message: /none of its sheets has rows/ });
    Deno.writeTextFileSync(path, "no zip");
    await rejects(openFiles(path), { name: "UsageError", message: /load\.xlsx" as a spreadsheet: / });
    Deno.writeTextFileSync(`${folder}/old.xls`, "");
    await rejects(openFiles(`${folder}/old.xls`), /save the spreadsheet as \.xlsx or CSV/);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
