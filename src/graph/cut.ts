/** @file A graph in two: what follows from some of its inputs alone is computed once, and fed to the rest. */

import { apply, input, inputName, isInput, topological, type Tensor } from "./tensor.js";

/** What `outputs` are made of that follows from none of `inputs`, as far as it goes: what can be computed before them. */
export function beforehand(outputs: readonly Tensor[], inputs: readonly Tensor[]): Tensor[] {
  const late = new Set(inputs.map(({ node }) => node));
  const met = new Set<Tensor>();
  for (const node of topological(outputs))
    if (late.has(node) || node.inputs.some((tensor) => late.has(tensor.node))) late.add(node);
  for (const node of late) for (const tensor of node.inputs) if (!late.has(tensor.node)) met.add(tensor);
  return [...met];
}

export interface Cut {
  /** What is computed beforehand from `early` (and from weights), by the name of the input that takes it. */
  early: Record<string, Tensor>;
  outputs: Tensor[];
}

/**
 * Cuts where the inputs named in `early` meet `late`: of `outputs`, what follows from `early` and not from `late` becomes
 * inputs. What follows from neither stays where it is used.
 */
export function cut(outputs: readonly Tensor[], early: ReadonlySet<string>, late: readonly Tensor[]): Cut {
  const follows = new Set<Tensor["node"]>();
  for (const node of topological(outputs)) {
    const own = node.outputs[0]!;
    if ((isInput(own) && early.has(inputName(own))) || node.inputs.some((tensor) => follows.has(tensor.node)))
      follows.add(node);
  }
  const met = beforehand(outputs, late).filter((tensor) => follows.has(tensor.node));
  const named = met.map((tensor, i) => [`early ${i}`, tensor] as const);
  const replacements = new Map(named.map(([name, t]) => [t, input(name, t.shape, t.dtype)]));
  return { early: Object.fromEntries(named), outputs: substitute(outputs, replacements) };
}

/** `outputs` made anew of `replacements`, where they were made of what these stand for. */
function substitute(outputs: readonly Tensor[], replacements: ReadonlyMap<Tensor, Tensor>): Tensor[] {
  const made = new Map(replacements);
  const current = (tensor: Tensor): Tensor => made.get(tensor) ?? tensor;
  for (const node of topological(outputs)) {
    if (!node.inputs.some((tensor) => made.has(tensor))) continue;
    const anew = apply(node.operation, node.inputs.map(current), node.attributes);
    node.outputs.forEach((tensor, i) => {
      if (!made.has(tensor)) made.set(tensor, anew[i]!);
    });
  }
  return outputs.map(current);
}
