import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { fromOtlpLogs } from "./read_logs.ts";

const read = (record: unknown) =>
  fromOtlpLogs({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] })[0]!;

Deno.test("fromOtlpLogs() takes the time of observation where a record has none of its own", () => {
  strictEqual(read({ timeUnixNano: "0", observedTimeUnixNano: "7000000000" }).timeSeconds, 7);
  strictEqual(read({ observedTimeUnixNano: "7000000000" }).timeSeconds, 7);
  strictEqual(read({ timeUnixNano: "5000000000", observedTimeUnixNano: "7000000000" }).timeSeconds, 5);
  throws(
    () => read({ body: { stringValue: "late" } }),
    /Cannot find the OTLP field .*logRecords\[0\].timeUnixNano/,
  );
});

Deno.test("fromOtlpLogs() takes the severity's number, else its text, else INFO", () => {
  const severity = (given: object) => read({ timeUnixNano: "0", ...given }).severityNumber;
  deepStrictEqual(
    [
      severity({ severityNumber: 18, severityText: "INFO" }),
      severity({ severityText: "warning" }),
      severity({ severityNumber: 0, severityText: "Error" }),
      severity({ severityText: "Critical" }),
      severity({ severityText: "loud" }),
      severity({}),
    ],
    [18, 13, 17, 21, 9, 9],
  );
  throws(
    () => severity({ severityNumber: 25 }),
    /severityNumber must be a whole number from 0 to 24, found 25$/,
  );
});

Deno.test("fromOtlpLogs() makes text of any body", () => {
  const body = (value?: object) => read({ timeUnixNano: "0", body: value }).body;
  strictEqual(body({ intValue: "12" }), "12");
  strictEqual(body({ kvlistValue: { values: [] } }), '{"values":[]}');
  strictEqual(body({}), "");
  strictEqual(body(), "");
});
