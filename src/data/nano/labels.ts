/** @file What a classification prompt fixes: labels of classes, and what stands around a label. */

import type { Class, ClassTask } from "./class-task.js";

export interface LabelledClass {
  class: Class;
  /** As the answer writes it, before wrapping. */
  label: string;
}

export interface ClassificationConfiguration {
  task: ClassTask;
  classes: LabelledClass[];
  /** Labels that say nothing by themselves, so that the prompt must bind each to its class. */
  arbitrary: boolean;
  /** What stands around a label, written around `@`. */
  wrap: string;
}

/** Puts a label where the wrap has its `@`. */
export const wrapLabel = (wrap: string, label: string): string => wrap.replace("@", () => label);
