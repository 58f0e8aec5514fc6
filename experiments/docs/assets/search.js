// What the search finds, and in which order: the page and its test use the same.
(() => {
  /** Words of a question that say nothing about what is asked for. */
  const SILENT = new Set(
    "a an and are as at by can do does for from how i in into is it me my of on or the this to use using want what which with"
      .split(" "),
  );
  const OPTIONS = {
    fields: ["title", "words", "keywords", "text"],
    storeFields: ["title", "where", "url", "kind"],
    // A name in camel case is found by its parts as well.
    extractField: (entry, field) =>
      field === "words" ? entry.title.replace(/([a-z])([A-Z])/g, "$1 $2") : String(entry[field] ?? ""),
    processTerm: (term) => SILENT.has(term.toLowerCase()) ? null : term.toLowerCase(),
    searchOptions: {
      prefix: (term) => term.length > 1,
      fuzzy: (term) => term.length > 4 ? 0.2 : false,
      boost: { title: 4, words: 2, keywords: 3 },
      boostDocument: (_id, _term, { kind, title }) =>
        kind === "term" ? 1.6 : kind === "guide" ? 1.3 : title.includes(".") ? 0.5 : 1,
    },
  };

  /** A function from what somebody types to entries, the best first: those with all of its words, then those with any. */
  globalThis.createSearch = (MiniSearch, entries) => {
    const made = new MiniSearch(OPTIONS);
    made.addAll(entries);
    return (text) => {
      const all = made.search(text, { combineWith: "AND" });
      const found = new Set(all.map(({ id }) => id));
      return [...all, ...made.search(text, { combineWith: "OR" }).filter(({ id }) => !found.has(id))];
    };
  };
})();
