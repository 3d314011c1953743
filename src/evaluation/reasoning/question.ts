/** @file A question with choices, whichever of the eight sets it is of. */

export interface Question {
  /** What is asked; "" in HellaSwag, where a text is to be gone on with, and with a `_` in WinoGrande. */
  question: string;
  choices: readonly string[];
  /** Index of the right choice. */
  answer: number;
  /** A passage (BoolQ), a situation (SIQA), or the text so far (HellaSwag). */
  context?: string;
  /** HellaSwag: the begun sentence behind `context`, as it is in the set. */
  begun?: string;
  /** HellaSwag: what the text is about. */
  activity?: string;
}
