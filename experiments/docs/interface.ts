import { unescapeHtml } from "./html.ts";
import { highlighted } from "./markdown.ts";

/** A page of the interface, before it is put into the site's template. */
export interface InterfacePage {
  /** Path within the site. */
  readonly target: string;
  /** The symbol, or the face as one imports it. */
  readonly title: string;
  /** Name of the symbol; undefined on the page of a face. */
  readonly symbol?: string;
  /** How the face is imported, as `aiops/detect`. */
  readonly face: string;
  readonly main: string;
  readonly aside: string;
}

/** A name of the interface, or a member of one. */
export interface InterfaceSymbol {
  /** As `createAgent` or `Agent.act`. */
  readonly name: string;
  /** As `Function` or `Method`. */
  readonly kind: string;
  readonly face: string;
  /** What its comment says. */
  readonly about: string;
  /** Its address within the site. */
  readonly url: string;
}

/** What `deno doc` makes of the faces of the library. */
export interface Interface {
  /** The faces as one imports them, `aiops` first, each with the first sentence of what it is about. */
  readonly faces: readonly { readonly name: string; readonly about: string }[];
  readonly pages: readonly InterfacePage[];
  readonly symbols: readonly InterfaceSymbol[];
  /** Style sheets that its pages need, by path within the site. */
  readonly styles: Readonly<Record<string, string>>;
}

/** Folder of the site that holds the interface. */
export const FOLDER = "api";

/**
 * Documents the faces that `deno.json` exports.
 *
 * @param root the project's folder, ending in a slash
 * @throws {Error} with what `deno doc` said, where it fails
 */
export async function documentInterface(root: string): Promise<Interface> {
  const { exports } = JSON.parse(await Deno.readTextFile(`${root}deno.json`)) as {
    exports: Record<string, string>;
  };
  const made = await Deno.makeTempDir();
  try {
    const { success, stderr } = await new Deno.Command("deno", {
      args: ["doc", "--html", "--name=aiops", `--output=${made}`, ...Object.values(exports)],
      cwd: root,
    }).output();
    if (!success) throw new Error(`deno doc failed: ${new TextDecoder().decode(stderr).trim()}`);
    return await readMade(`${made}/`, {
      root,
      faces: Object.keys(exports).map((path) => path.replace(/^\./, "aiops")),
    });
  } finally {
    await Deno.remove(made, { recursive: true });
  }
}

async function readMade(
  made: string,
  { root, faces }: { root: string; faces: readonly string[] },
): Promise<Interface> {
  const names = readIndex(await Deno.readTextFile(`${made}search_index.js`));
  const facesOf = Map.groupBy(names.filter(({ name }) => !name.includes(".")), ({ name }) => name);
  const ids = new Map<string, readonly string[]>();
  const raw: { target: string; face: string; symbol?: string; html: string }[] = [];
  for (const face of faces) {
    const folder = face === "aiops" ? "" : `${face.slice("aiops/".length)}/`;
    const index = await Deno.readTextFile(`${made}${folder}index.html`);
    raw.push({ target: `${folder}index.html`, face, html: index });
    for (const { name } of Deno.readDirSync(`${made}${folder}~`)) {
      const symbol = name.replace(/\.html$/, "");
      if (symbol.includes(".")) continue; // a member, which the page of its symbol shows as well
      const html = await Deno.readTextFile(`${made}${folder}~/${name}`);
      const target = `${folder}~/${name}`;
      ids.set(target, [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!));
      raw.push({ target, face, symbol, html });
    }
  }
  /** The address of a member is a place on the page of its symbol. */
  const addressOf = (path: string) => {
    const member = path.match(/^(.*~\/)([^./]+)\.([^/]+)\.html$/);
    if (member === null) return path;
    const page = `${member[1]}${member[2]}.html`;
    const wanted = new RegExp(`^[a-z]+_${RegExp.escape(member[3]!.toLowerCase())}(?:_0)?$`);
    const id = ids.get(page)?.find((one) => wanted.test(one));
    return id === undefined ? page : `${page}#${id}`;
  };
  const all = await Deno.readTextFile(`${made}all_symbols.html`);
  const pages = raw.map(({ target, face, symbol, html }): InterfacePage => {
    const content = target === "index.html" ? html.replace("</main>", () => `${mainList(all)}</main>`) : html;
    const faceOf = (name: string) => {
      const own = (facesOf.get(name) ?? []).map((one) => one.face);
      return own.includes(face) ? face : own[0];
    };
    return {
      target: `${FOLDER}/${target}`,
      title: symbol ?? face,
      ...(symbol === undefined ? {} : { symbol }),
      face,
      main: mainOf(content, { face, root, target, addressOf, faceOf }),
      aside: withAddresses(content.match(/<nav class="documentNavigation">[^]*?<\/nav>/)?.[0] ?? "", {
        target,
        addressOf,
      }),
    };
  });
  const symbols = names.map((one) => ({ ...one, url: `${FOLDER}/${addressOf(one.url)}` }));
  const style = (name: string) => Deno.readTextFile(made + name);
  return {
    faces: raw.filter(({ symbol }) => symbol === undefined).map(({ face, html }) => ({
      name: face,
      about: firstSentence(html),
    })),
    pages,
    symbols,
    styles: {
      [`${FOLDER}/styles.css`]: await style("styles.css"),
      [`${FOLDER}/comrak.css`]: await style("comrak.css"),
    },
  };
}

/** The first sentence of what a face is about, as HTML. */
function firstSentence(html: string): string {
  const about = html.match(/id="module_doc">\s*<div class="markdown">\s*<p>([^]*?)<\/p>/)?.[1] ?? "";
  return about.match(/^[^]*?[.?:](?=\s|$)/)?.[0].replace(/:$/, ".") ?? about;
}

/** The names that `deno doc` lists for its own search. */
function readIndex(source: string): InterfaceSymbol[] {
  const json = source.match(/DENO_DOC_SEARCH_INDEX = (\{[^]*\});?\s*\}\)/)?.[1];
  if (json === undefined) throw new Error("Cannot read the names that deno doc lists");
  const { nodes } = JSON.parse(json) as {
    nodes: { name: string; file: string; doc: string; url: string; kind: { title: string }[] }[];
  };
  return nodes.map(({ name, file, doc, url, kind }) => ({
    name,
    kind: kind.map(({ title }) => title).join(", "),
    face: file === "." ? "aiops" : `aiops/${file}`,
    about: doc,
    url: url.replace(/^(?:\.\/)+/, ""),
  }));
}

/** The names of the main face, which its own page leaves out: they stand first in the list of all. */
function mainList(all: string): string {
  const [, first = ""] = all.split(/<a href="[^"]*" class="link text-xl font-bold">default<\/a>/);
  const [list = ""] = first.split(/<\/div>\s*<div>\s*<a href="[^"]*" class="link text-xl font-bold">/);
  // What the face is about stands above it already.
  return list.replace(
    /<div class="space-y-7" id="module_doc">\s*<div class="markdown_summary">[^]*?<\/div>/,
    "<div>",
  );
}

const ANCHOR = /<a href="(#[^"]*)" class="anchor"[^>]*>\s*<svg[^]*?<\/svg>\s*<\/a>/g;
const SOURCE = /<a\s+class="sourceButton"\s+href="([^"]*)">\s*<svg[^]*?<\/svg>\s*<\/a>/g;
const USAGE = /<div class="usageContent">[^]*?<code[^>]*>([^]*?)<\/code>/;

/** What stands in the middle of a page, with addresses, imports and sources as a reader of the site needs them. */
function mainOf(
  html: string,
  { face, root, target, addressOf, faceOf }: {
    face: string;
    root: string;
    target: string;
    addressOf: (path: string) => string;
    faceOf: (name: string) => string | undefined;
  },
): string {
  const main = html.match(/<main[^>]*>([^]*)<\/main>/)?.[1] ?? "";
  let sources = 0;
  const body = withAddresses(main, { target, addressOf })
    .replace(SOURCE, (_, href) => {
      const path = unescapeHtml(href).split(new URL(`file://${root}`).pathname).at(-1)!;
      return sources++ === 0 ? `<span class="source">${path}</span>` : "";
    })
    .replace(/<button class="copyButton"[^]*?<\/button>/g, "")
    .replace(
      /<code class="language-(\w+)">([^]*?)<\/code>/g,
      (_, language, code) =>
        `<code class="hljs">${highlighted(ownImports(unescapeHtml(code), faceOf), language)}</code>`,
    )
    .replace(
      /\s@throws \{(\w+)\}/g,
      (_, error) => `<br><span class="throws">Throws</span> <code>${error}</code>`,
    )
    .replace(/\s@returns /g, '<br><span class="throws">Returns</span> ');
  const usage = html.match(USAGE)?.[1];
  const line = usage === undefined
    ? `import * as ${face.split("/").at(-1)} from "${face}";`
    : unescapeHtml(usage.replace(/<[^>]*>/g, "")).replace(/from "[^"]*"/g, `from "${face}"`).trim()
      .replace("* as mod", `* as ${face.split("/").at(-1)}`);
  return `<pre class="usage"><code class="hljs">${highlighted(line, "ts")}</code></pre>${body}`;
}

/** A part of a page with the addresses of members in it as places on the pages of their symbols. */
function withAddresses(
  html: string,
  { target, addressOf }: { target: string; addressOf: (path: string) => string },
): string {
  return html.replace(ANCHOR, (_, href) => `<a href="${href}" class="anchor" aria-label="Link to this">#</a>`)
    .replace(/ href="((?:[^"#]|&#x2F;)+\.html)(#[^"]*)?"/g, (_, href, hash = "") => {
      const path = new URL(unescapeHtml(href), `file:///${target}`).pathname.slice(1);
      const address = addressOf(path);
      return ` href="${relative(target, address)}${address.includes("#") ? "" : hash}"`;
    })
    // The parameter of a mapped type is linked to a place that deno doc does not write.
    .replace(/ href="#(type_param_[^"]*)"/g, (link, id) => html.includes(` id="${id}"`) ? link : "");
}

/** The way from one page of the interface to another. */
function relative(from: string, to: string): string {
  return "../".repeat(from.split("/").length - 1) + to;
}

/** Examples import from the files beside them, where they are tested; a reader imports from the faces. */
function ownImports(code: string, faceOf: (name: string) => string | undefined): string {
  return code.replace(/^import (type )?\{([^}]*)\} from "\.[^"]*";$/gm, (line, type = "", list: string) => {
    const names = list.split(",").map((name) => name.trim()).filter((name) => name !== "");
    const faces = Map.groupBy(names, (name) => faceOf(name.replace(/^type /, "")));
    if (faces.has(undefined)) return line;
    return [...faces].map(([face, own]) => `import ${type}{ ${own.join(", ")} } from "${face}";`).join("\n");
  });
}
