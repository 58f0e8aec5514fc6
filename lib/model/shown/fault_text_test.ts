import { strictEqual } from "node:assert";
import { faultsAtText, faultText } from "./fault_text.ts";

Deno.test("faultText() is in words, of two faults too", () => {
  strictEqual(faultText("cpu_saturation"), "CPU saturation");
  strictEqual(faultText("packet_loss+retry_storm"), "packet loss, retry storm");
});

Deno.test("faultsAtText() says of each fault where it is", () => {
  const faults = [{ type: "packet_loss", service: "shop-db" }, { type: "retry_storm", service: "frontend" }];
  strictEqual(faultsAtText(faults), "packet loss at shop-db, retry storm at frontend");
});
