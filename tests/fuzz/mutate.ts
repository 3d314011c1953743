/** @file Damage to files, drawn from a seeded stream: to their bytes, and to the JSON that they hold. */

import type { Random } from "../../src/tensor/random.js";

/** What lengths, counts and offsets are taken for: negative ones, and such as overflow 32 bits, 53 bits or a sum. */
const lengths = [0n, 1n, 8n, 255n, 2n ** 31n - 1n, 2n ** 32n - 1n, 2n ** 40n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];

type Damage = (random: Random, bytes: Uint8Array) => Uint8Array;

/** Where damage is done: at the start more often than anywhere, since headers are there. */
const place = (random: Random, { length }: Uint8Array): number =>
  random.chance(0.7) ? random.below(Math.min(length, 2 ** random.between(3, 14))) : random.below(length);

const joined = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

function section(random: Random, bytes: Uint8Array): [number, number] {
  const begin = place(random, bytes);
  return [begin, Math.min(bytes.length, begin + random.between(1, 64))];
}

const damages: readonly Damage[] = [
  function flipBit(random, bytes) {
    const out = Uint8Array.from(bytes);
    out[place(random, bytes)]! ^= 1 << random.below(8);
    return out;
  },
  function setByte(random, bytes) {
    return Uint8Array.from(bytes).fill(random.pick([0, 127, 128, 255]), ...section(random, bytes));
  },
  function setLength(random, bytes) {
    const out = Uint8Array.from(bytes);
    const [size, at] = [random.pick([4, 8] as const), place(random, bytes)];
    const view = new DataView(out.buffer);
    if (at + size > out.length) return out.subarray(0, at);
    if (size === 8) view.setBigUint64(at, random.pick(lengths), true);
    else view.setUint32(at, Number(random.pick(lengths) & 0xffffffffn), true);
    return out;
  },
  function truncate(random, bytes) {
    return bytes.slice(0, place(random, bytes));
  },
  function lengthen(random, bytes) {
    return joined(bytes, bytes.subarray(...section(random, bytes)));
  },
  function repeat(random, bytes) {
    const [begin, end] = section(random, bytes);
    return joined(bytes.subarray(0, end), bytes.subarray(begin));
  },
  function cut(random, bytes) {
    const [begin, end] = section(random, bytes);
    return joined(bytes.subarray(0, begin), bytes.subarray(end));
  },
  function swap(random, bytes) {
    const [begin, end] = section(random, bytes);
    const to = random.between(end, bytes.length);
    return joined(bytes.subarray(0, begin), bytes.subarray(end, to), bytes.subarray(begin, end), bytes.subarray(to));
  },
];

/** One to three damages, one upon the other. */
export function mutateBytes(random: Random, bytes: Uint8Array): Uint8Array {
  for (let n = random.pick([1, 1, 2, 3]); n > 0 && bytes.length > 0; n--) bytes = random.pick(damages)(random, bytes);
  return bytes;
}

/** JSON texts put in the place of a value. */
const oddities: readonly ((random: Random) => string)[] = [
  (random) => random.pick(["-1", "0", "1e308", "-1e308", "1e999", "0.5", "9007199254740993", "2147483648", "1000000"]),
  (random) => random.pick(["NaN", "Infinity", "", "'x'", "01", '"\\x"', "{", "]", "\u0000"]), // none of them JSON
  (random) => random.pick(["null", "true", "false", "[]", "{}", '""', "[null]", "[[[]]]", '{"":{}}']),
  (random) => random.pick(['"\\ud800"', '"\\u0000"', '"(?:"', '"[a-"', '"../../x"', '"1"', '"toString"', '"\u2028"']),
  (random) => random.pick(['{"toString":1}', '{"length":-1}', '{"__proto__":{"x":1}}', '{"type":"Sequence"}']),
  (random) => JSON.stringify("long".repeat(2 ** random.between(8, 16))),
  (random) => "[".repeat(20_000) + "]".repeat(random.pick([20_000, 20_000, 19_999])),
  () => '{"a":'.repeat(20_000) + "1" + "}".repeat(20_000),
  (random) => `[${"0,".repeat(random.between(1, 5000))}-1]`,
];

const names = ["__proto__", "constructor", "toString", "length", "", "\ud800", "type", "x".repeat(5000)];

/** The containers of a value, and what they hold; the whole is in a list of its own. */
type Container = unknown[] | Record<string, unknown>;

/** Walks from the root to a value at any depth, so that a vocabulary's entries do not hide all else. */
function walk(random: Random, root: unknown[]): { container: Container; key: string } {
  let [container, key]: [Container, string] = [root, "0"];
  for (;;) {
    const value: unknown = (container as Record<string, unknown>)[key];
    if (typeof value !== "object" || value === null || random.chance(0.15)) return { container, key };
    const keys = Object.keys(value);
    if (keys.length === 0) return { container, key };
    [container, key] = [value as Container, random.pick(keys)];
  }
}

/** A JSON text with a value of another type or size, a key dropped, renamed or twice, or a row repeated or missing. */
export function mutateJson(random: Random, text: string): string {
  const root: unknown[] = [JSON.parse(text)];
  const mark = "\u2603mark"; // stands for what JSON.stringify would not write
  let raw = random.pick(oddities)(random);
  const { container, key } = walk(random, root);
  const held = container as Record<string, unknown>;
  const what = random.below(5);
  if (what === 0 && container !== root) {
    if (Array.isArray(container)) container.splice(Number(key), 1);
    else Reflect.deleteProperty(held, key);
  } else if (what === 1 && container !== root && !Array.isArray(container)) {
    // In the old key's place: the same key with an oddity first, or another key.
    const [value, name] = [held[key], random.chance(0.5) ? key : random.pick(names)];
    Reflect.deleteProperty(held, key);
    held[mark] = value;
    raw = name === key ? `${JSON.stringify(key)}:${raw},${JSON.stringify(key)}` : JSON.stringify(name);
  } else if (what === 2 && Array.isArray(container)) {
    container.splice(Number(key), 0, ...Array<unknown>(random.between(1, 3)).fill(held[key]));
    if (container === root) container.length = 1;
  } else held[key] = mark;
  return JSON.stringify(root[0], null, random.pick([0, 2])).replace(JSON.stringify(mark), () => raw);
}

/** A JSON file's text, damaged as JSON mostly, as bytes else. */
export const mutateJsonFile = (random: Random, bytes: Uint8Array): Uint8Array =>
  random.chance(0.2) ? mutateBytes(random, bytes) : Buffer.from(mutateJson(random, Buffer.from(bytes).toString()));
