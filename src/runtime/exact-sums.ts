/** @file How to have products of 8 bits computed exactly on any processor. */

import { emit, input, int8Linear } from "../graph/index.js";
import { f32, tensor } from "../tensor/host-tensor.js";
import { createSession, type OnnxRuntime } from "./session.js";

/**
 * Settings of a session, by ONNX Runtime's names. Where a processor has no VNNI its kernel for u8 by i8 adds pairs up in 16
 * bits and cuts off what is beyond; the kernel for u8 by u8, which this setting takes, does not, and is slower where the
 * first one is exact.
 */
const exactly = { "session.x64quantprecision": "1" };

/** What a session with products of 8 bits needs here, found out by one. */
export async function exactSums(runtime: OnnxRuntime): Promise<Readonly<Record<string, string>>> {
  return (await sumsOfLargest(runtime)).every((sum) => sum === 127 * 127 * width) ? {} : exactly;
}

const [rows, width, out] = [2, 64, 16];

/** Products of the largest numbers that there are. */
export async function sumsOfLargest(runtime: OnnxRuntime, extra?: Record<string, string>): Promise<Float32Array> {
  const y = int8Linear(input("x", [rows, width]), {
    codes: input("codes", [width, out], "i8"),
    scales: input("scales", [out]),
  });
  const weights = {
    codes: tensor("i8", [width, out], new Int8Array(width * out).fill(127)),
    scales: f32([out], new Float32Array(out).fill(1)),
  };
  const program = await createSession(runtime, emit({ y }, weights), { intraOpNumThreads: 1, ...(extra && { extra }) });
  const { y: sums } = await program.run({ x: f32([rows, width], new Float32Array(rows * width).fill(127)) });
  await program.dispose();
  return sums!.data as Float32Array;
}
