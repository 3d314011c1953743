import { afterAll, beforeAll, describe } from "vitest";
import { hasChromium } from "./chromium.js";
import { edgeSuite } from "./edge.suite.js";
import { playgroundSuite } from "./playground.suite.js";
import { closeStage, openStage, type Stage } from "./stage.js";
import { webGpuSuite } from "./webgpu.suite.js";

// One file: a build for each of them would take longer than all tests.
describe.skipIf(!hasChromium)("in Chromium (Debian's package chromium)", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 400_000);
  afterAll(() => closeStage(stage));

  describe("lora-gen/edge", () => edgeSuite(() => stage));
  describe("lora-gen/edge on WebGPU", () => webGpuSuite(() => stage));
  describe("the playground", () => playgroundSuite(() => stage));
});
