/** @file What a tools prompt fixes. */

import type { CallFormat } from "./call-format.js";
import type { WholeCasing } from "./casing.js";
import type { Intent, Slot } from "./intent.js";

export interface Tool {
  intent: Intent;
  name: string;
  /** In the order of the answer. */
  args: { slot: Slot; name: string }[];
  /** A name that says nothing about the tool, so that the prompt must describe it. */
  opaque: boolean;
}

export interface ToolsConfiguration {
  tools: Tool[];
  format: CallFormat;
  /** How the whole answer is put; the prompt asks for it. */
  casing: WholeCasing;
  /** What to say when no tool fits; undefined where the prompt doesn't speak of it, and every request fits. */
  none: string | undefined;
}
