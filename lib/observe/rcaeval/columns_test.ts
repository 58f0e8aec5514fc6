import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { splitColumns, splitLabel } from "./columns.ts";

const split = (...names: string[]) =>
  splitColumns(names, { path: "data.csv", line: 1 }).map(({ service, part }) => `${service} ${part}`);

Deno.test("splitColumns() keeps services with underscores whole, whatever the metric", () => {
  deepStrictEqual(
    split(
      "home_timeline_service_cpu",
      "home_page_latency",
      "user_service_mem",
      "post_storage_error",
      "home_load",
    ),
    ["home_timeline_service cpu", "home_page latency", "user_service mem", "post_storage error", "home load"],
  );
  deepStrictEqual(split("front-end_lat_90", "carts_latency-50", "ts-auth_cpu", "post_storage_latency_p95"), [
    "front-end lat_90",
    "carts latency-50",
    "ts-auth cpu",
    "post_storage latency_p95",
  ]);
});

Deno.test("splitColumns() takes the longest service that other columns have", () => {
  deepStrictEqual(split("load_balancer_cpu", "load_balancer_queue_length", "load_cpu", "load_queue_length"), [
    "load_balancer cpu",
    "load_balancer queue_length",
    "load cpu",
    "load queue_length",
  ]);
  deepStrictEqual(split("user_memory_cache_cpu", "user_memory_cache_threads", "user_cpu"), [
    "user_memory_cache cpu",
    "user_memory_cache threads",
    "user cpu",
  ]);
});

Deno.test("splitColumns() tells metrics that it doesn't know by their recurrence, and words of metrics in a row as one", () => {
  deepStrictEqual(split("home_timeline_swaps", "home_page_swaps"), [
    "home_timeline swaps",
    "home_page swaps",
  ]);
  deepStrictEqual(split("carts_swaps_in", "orders_swaps_in"), ["carts swaps_in", "orders swaps_in"]);
  deepStrictEqual(split("api_error_cpu", "api_cpu", "api_error"), ["api_error cpu", "api cpu", "api error"]);
  deepStrictEqual(split("carts_cpu_load", "carts_memory_usage_bytes"), [
    "carts cpu_load",
    "carts memory_usage_bytes",
  ]);
});

Deno.test("splitColumns() names what it can't tell apart", () => {
  throws(() => split("home_timeline_swaps", "cart_cpu"), {
    name: "UsageError",
    message:
      'data.csv:1: expected columns <service>_<metric>: the service may be "home" or "home_timeline", found "home_timeline_swaps"',
  });
});

Deno.test("splitLabel() takes the longest service that was recorded", () => {
  const services = ["home", "home_timeline_service", "carts", "front-end"];
  const of = (name: string) => {
    const { service, part } = splitLabel(name, services) ?? {};
    return [service, part];
  };
  deepStrictEqual(of("home_timeline_service_cpu"), ["home_timeline_service", "cpu"]);
  deepStrictEqual(of("home_timeline_service-cpu_hog"), ["home_timeline_service", "cpu_hog"]);
  deepStrictEqual(of("home_delay"), ["home", "delay"]);
  deepStrictEqual(of("carts-cpu"), ["carts", "cpu"]);
  deepStrictEqual(of("front-end-latency"), ["front-end", "latency"]);
  deepStrictEqual(of("post_storage_loss"), ["post_storage", "loss"]);
  strictEqual(splitLabel("readme", services), undefined);
});
