/** @file Arrays in float64 with slow and plain operations: what the engine's operations are compared with. */

export interface Ndarray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

type Index = readonly number[];

/** An array of `shape` from the value at each index. */
export function build(shape: readonly number[], value: (index: Index) => number): Ndarray {
  const data = new Float64Array(shape.reduce((n, d) => n * d, 1));
  for (let flat = 0; flat < data.length; flat++) data[flat] = value(indexOf(shape, flat));
  return { shape, data };
}

function indexOf(shape: readonly number[], flat: number): Index {
  const index: number[] = [];
  for (const size of shape.toReversed()) {
    index.unshift(flat % size);
    flat = Math.floor(flat / size);
  }
  return index;
}

/** The element at an index of as many axes or more (aligned at the last); an axis of size 1 is read at 0, as in broadcasting. */
export function at({ shape, data }: Ndarray, index: Index): number {
  let flat = 0;
  shape.forEach((size, i) => (flat = flat * size + (size === 1 ? 0 : index[index.length - shape.length + i]!)));
  return data[flat]!;
}

export const map = (x: Ndarray, f: (value: number) => number): Ndarray => ({ shape: x.shape, data: x.data.map(f) });

export function broadcastShape(...shapes: (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((s) => s.length));
  return Array.from({ length: rank }, (_, i) => Math.max(...shapes.map((s) => s[s.length - rank + i] ?? 1)));
}

/** Element by element, broadcast. */
export const zip = (f: (...values: number[]) => number, ...arrays: Ndarray[]): Ndarray =>
  build(broadcastShape(...arrays.map((a) => a.shape)), (index) => f(...arrays.map((a) => at(a, index))));

/** The sum over `axes`, which are dropped or kept with size 1. */
export function sumOver(x: Ndarray, axes: readonly number[], keep = false): Ndarray {
  const kept = x.shape.map((d, i) => (axes.includes(i) ? 1 : d));
  const sums = build(kept, () => 0);
  for (let flat = 0; flat < x.data.length; flat++) {
    const index = indexOf(x.shape, flat).map((v, i) => (axes.includes(i) ? 0 : v));
    const target = index.reduce((n, v, i) => n * kept[i]! + v, 0);
    sums.data[target]! += x.data[flat]!;
  }
  return keep ? sums : { shape: x.shape.filter((_, i) => !axes.includes(i)), data: sums.data };
}

/** Each row of the last axis replaced by `f` of it. */
export function mapRows(x: Ndarray, f: (row: Float64Array) => ArrayLike<number>): Ndarray {
  const width = x.shape.at(-1)!;
  const data = new Float64Array(x.data.length);
  for (let start = 0; start < data.length; start += width) data.set(f(x.data.slice(start, start + width)), start);
  return { shape: x.shape, data };
}

/** op(a) op(b) over the last two axes, leading axes broadcast. */
export function product(a: Ndarray, b: Ndarray, transposeA = false, transposeB = false): Ndarray {
  const [m, k] = transposeA ? [a.shape.at(-1)!, a.shape.at(-2)!] : [a.shape.at(-2)!, a.shape.at(-1)!];
  const n = b.shape.at(transposeB ? -2 : -1)!;
  const lead = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return build([...lead, m, n], (index) => {
    const [row, column] = index.slice(-2) as [number, number];
    const front = index.slice(0, -2);
    let sum = 0;
    for (let i = 0; i < k; i++)
      sum +=
        at(a, [...front, ...(transposeA ? [i, row] : [row, i])]) *
        at(b, [...front, ...(transposeB ? [column, i] : [i, column])]);
    return sum;
  });
}

/** d f / d x by central differences, element by element. */
export function numericGradient(f: (x: Ndarray) => number, x: Ndarray, step = 1e-5): Ndarray {
  const moved = (flat: number, by: number): Ndarray => ({
    shape: x.shape,
    data: x.data.map((v, i) => (i === flat ? v + by : v)),
  });
  return { shape: x.shape, data: x.data.map((_, i) => (f(moved(i, step)) - f(moved(i, -step))) / (2 * step)) };
}
