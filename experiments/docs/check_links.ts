import { unescapeHtml } from "./html.ts";

/** A file of the site by its path within it. */
export type SiteFiles = ReadonlyMap<string, string | Uint8Array>;

/**
 * Links that lead nowhere: to a page, picture, script or anchor that the site does not have, or from it to a path of this
 * machine. Addresses on the web are not asked for.
 *
 * @returns a line for each, "PAGE links to ADDRESS", in the order of the pages
 */
export function brokenLinks(site: SiteFiles): string[] {
  const ids = new Map<string, ReadonlySet<string>>();
  const idsOf = (path: string) => {
    const known = ids.get(path);
    if (known !== undefined) return known;
    const html = site.get(path);
    const found = typeof html === "string"
      ? [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => unescapeHtml(id!))
      : [];
    ids.set(path, new Set(found));
    return ids.get(path)!;
  };
  return [...site].flatMap(([page, html]) => {
    if (!page.endsWith(".html") || typeof html !== "string") return [];
    const addresses = [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, address]) =>
      unescapeHtml(address!)
    );
    return [...new Set(addresses)].filter((address) => {
      if (/^(?:https?|mailto|data):/.test(address)) return false;
      if (/^[a-z]+:/i.test(address) || address.startsWith("/")) return true;
      const { pathname, hash } = new URL(address, `http://site/${page}`);
      const path = decodeURIComponent(pathname.slice(1));
      if (!site.has(path)) return true;
      return hash.length > 1 && !idsOf(path).has(decodeURIComponent(hash.slice(1)));
    }).map((address) => `${page} links to ${address}`);
  });
}
