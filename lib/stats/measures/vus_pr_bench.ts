import { vusPr } from "./vus_pr.ts";

const ROWS = 10_000;
const scores = Float64Array.from({ length: ROWS }, (_, row) => row * 7919 % 10_007);
const labels = Uint8Array.from({ length: ROWS }, (_, row) => Number(row % 500 > 480));

Deno.bench("vusPr() of 10,000 rows and 20 windows, buffers of 0 to 100 rows", () => {
  vusPr(scores, labels);
});
