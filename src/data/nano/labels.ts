/** @file What a classification prompt fixes: labels of classes, and what stands around a label. */

import type { Casing } from "./casing.js";
import type { Class, ClassTask } from "./class-task.js";

export interface LabelledClass {
  class: Class;
  /** As the prompt writes it. */
  label: string;
  /** The word of which the label is the first letter. */
  stands?: string;
}

export interface ClassificationConfiguration {
  task: ClassTask;
  classes: LabelledClass[];
  /** Labels that say nothing by themselves, so that the prompt must bind each to its class. */
  arbitrary: boolean;
  /** Whether the last class stands for all other classes of the task. */
  rest: boolean;
  /** Whether the prompt asks if a text is of the first class, and the labels are a yes and a no. */
  question: boolean;
  /** How the answer writes a label, where the prompt asks for letters other than it lists. */
  casing: Casing;
  /** What stands around a label, written around `@`. */
  wrap: string;
}

/** Puts a label where the wrap has its `@`. */
export const wrapLabel = (wrap: string, label: string): string => wrap.replace("@", () => label);
