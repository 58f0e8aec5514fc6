export * from "./discrete_event.ts";
