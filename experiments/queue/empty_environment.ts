/**
 * Imported before the packages that talk to Redis: they look through the whole environment for settings of theirs when they are loaded, and find an
 * empty one, so that no command needs the permission to read it. msgpackr is told to do without its native add-on, which would need another permission.
 * @module
 */
import process from "node:process";

Object.defineProperty(process, "env", {
  value: { MSGPACKR_NATIVE_ACCELERATION_DISABLED: "true" },
  configurable: true,
  writable: true,
});
