/** @file What a program needs to serve adapters and completions: `lora-gen/service`. */

export { createApp, type AppOptions } from "./app.js";
export { AdapterMaker } from "./adapter-maker.js";
export type { AdapterRecord, AdapterStore } from "./adapter-store.js";
export { diskStore } from "./disk-store.js";
export type { Maker } from "./jobs.js";
export { trainOverWorkers } from "./run-rounds.js";
export { KeyRing } from "./keys.js";
export { listen, type Running } from "./server.js";
export { Service, type ServiceOptions } from "./service.js";
