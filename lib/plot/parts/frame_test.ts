import { ok, strictEqual } from "node:assert";
import { createFrame } from "./frame.ts";
import { toSvg } from "./svg.ts";

Deno.test("createFrame() breaks a long title into lines and makes room for them", () => {
  const size = { subtitle: "what is shown", width: 400, height: 100 };
  const short = createFrame({ ...size, title: "A finding" });
  const long = createFrame({ ...size, title: "A finding that takes more words than one line holds" });
  ok(long.top > short.top);
  strictEqual(Number(long.card.getAttribute("height")), long.top + 100);
  strictEqual(toSvg(long.card).match(/font-weight="600"/g)?.length, 2);
});

Deno.test("createFrame() tells its finding to readers who do not see it, markup and all", () => {
  const svg = toSvg(createFrame({ title: 'p < 5 & "q"', subtitle: "", width: 400, height: 9 }).card);
  ok(svg.includes("p &lt; 5 &amp; "));
  ok(svg.includes('aria-label="p &lt; 5 &amp; &quot;q&quot;"'), svg.slice(0, 100));
});
