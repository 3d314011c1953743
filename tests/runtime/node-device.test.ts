import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { updates, type Adapter } from "../../src/adapter/adapter.js";
import { loadAdapter } from "../../src/adapter/peft.js";
import { InputError, LoraGenError } from "../../src/errors.js";
import { input, mul, sum } from "../../src/graph/index.js";
import { namedDevice, onDevice } from "../../src/runtime/node-device.js";
import { compile } from "../../src/runtime/node.js";
import { parseConfig } from "../../src/lm/config.js";
import { readJson } from "../../src/lm/json-file.js";
import { compileTraining } from "../../src/training/objective.js";
import { loraGen } from "../cli/program.js";
import { makeTinyPair } from "../tiny-pair.js";

afterEach(() => vi.unstubAllEnvs());

test("it is the CPU unless LORA_GEN_DEVICE names another", () => {
  vi.stubEnv("LORA_GEN_DEVICE", undefined);
  expect(namedDevice()).toBe("cpu");
  vi.stubEnv("LORA_GEN_DEVICE", "");
  expect(namedDevice()).toBe("cpu");
  vi.stubEnv("LORA_GEN_DEVICE", "cuda");
  expect(namedDevice()).toBe("cuda");
});

test("a device that there is none of is named with those there are", async () => {
  vi.stubEnv("LORA_GEN_DEVICE", "gpu");
  for (const thread of ["main", "worker"] as const) {
    const made = compile({ y: mul(input("x", ["n"]), 2) }, { thread });
    await expect(made).rejects.toBeInstanceOf(InputError);
    await expect(made).rejects.toThrow('LORA_GEN_DEVICE is "gpu": it can be cpu, cuda, webgpu');
  }
});

test("what keeps a program from a device is told with what the device needs", async () => {
  const failed = onDevice("cuda", () =>
    Promise.reject(new Error("provider.cc:1 Create\n libcublas.so.13 is missing\n\n")),
  );
  await expect(failed).rejects.toBeInstanceOf(LoraGenError);
  await expect(failed).rejects.toThrow(
    /^LORA_GEN_DEVICE=cuda needs an NVIDIA driver, .* ONNX Runtime says: libcublas.so.13 is missing$/,
  );
  const own = new Error("mine");
  await expect(onDevice("cpu", () => Promise.reject(own))).rejects.toBe(own);
});

test("training on WebGPU, whose gradients would be wrong, is refused", async () => {
  vi.stubEnv("LORA_GEN_DEVICE", "webgpu");
  const x = input("x", [2]);
  await expect(compileTraining(sum(mul(x, x)), { x }, {}, {})).rejects.toThrow("LORA_GEN_DEVICE=webgpu can't train");
});

/** Debian's Chromium brings a Vulkan loader, and a driver that computes on the CPU. */
const chromium = "/usr/lib/chromium";
const driver = `${chromium}/vk_swiftshader_icd.json`;

test.skipIf(!existsSync(driver))("on WebGPU a prompt becomes the adapter that it becomes on the CPU", async () => {
  const pair = await makeTinyPair();
  const adapterOn = async (device: string): Promise<Adapter> => {
    const [prompt, output] = [join(pair.root, "prompt.txt"), join(pair.root, device)];
    await writeFile(prompt, "Answer in one word, in lower case.");
    const made = await loraGen(["specialize", "-p", prompt, "-g", pair.generator, "-o", output], "", {
      LORA_GEN_DEVICE: device,
      LD_LIBRARY_PATH: chromium,
      VK_ICD_FILENAMES: driver,
    });
    expect(made).toMatchObject({ code: 0 });
    return loadAdapter(output, parseConfig(await readJson(join(pair.edge, "config.json")), pair.edge));
  };
  const [expected, found] = [await adapterOn("cpu"), await adapterOn("webgpu")];
  for (const { layer, projection, update } of updates(expected)) {
    const other = found.layers[layer]![projection]!;
    expect(other.a).toBeAllclose(update.a, { atol: 2e-3, rtol: 2e-3 });
    expect(other.b).toBeAllclose(update.b, { atol: 2e-3, rtol: 2e-3 });
  }
  await rm(pair.root, { recursive: true });
});
