import { expect, test } from "vitest";
import { LoraGenError } from "../../src/errors.js";
import { emit, input, mul } from "../../src/graph/index.js";
import { createNodeSession } from "../../src/runtime/node-session.js";
import { pageThread, type PageCall } from "../../src/runtime/page-thread.js";
import { ProgramHost } from "../../src/runtime/program-host.js";
import { createWorkerProgram } from "../../src/runtime/worker-program.js";
import { f32 } from "../../src/tensor/host-tensor.js";

test("a program of a page that has ended refuses what comes after, as one in Node does", async () => {
  const asked: string[] = [];
  const host = new ProgramHost((model) => createNodeSession(model, { threads: 1 }));
  const call: PageCall = async (message) => {
    asked.push(message.kind);
    if (message.kind === "program") return host.answer(message.request);
    await host.dispose();
    return undefined;
  };
  const program = await createWorkerProgram(pageThread(0, call), emit({ y: mul(input("x", ["n"]), 2) }), {});
  const x = f32([2], [1, 2]);
  const held = await program.hold({ x });
  expect(await program.run({}, { with: [held] })).toEqual({ y: f32([2], [2, 4]) });
  await Promise.all([program.dispose(), program.dispose()]);
  const ended = new LoraGenError("the thread of this program has ended");
  await expect(program.run({ x })).rejects.toThrow(ended);
  await expect(program.hold({ x })).rejects.toBeInstanceOf(LoraGenError);
  held.release();
  expect(asked).toEqual(["program", "program", "program", "end"]);
});
