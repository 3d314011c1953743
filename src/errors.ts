/** @file What can go wrong, typed: a program can tell a bad file from a bad shape without reading the message. */

/** Base of every error this package throws on purpose. Its message says what, where, and what to do. */
export class LoraGenError extends Error {
  override name = "LoraGenError";
}

/** A file is missing, truncated, of the wrong format, or does not fit the model it is used with. */
export class FileError extends LoraGenError {
  override name = "FileError";
  constructor(
    /** The file or directory at fault, as the caller named it. */
    readonly file: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${shortened(problem, 1000)}`, options); // a damaged file may hold names and values of megabytes
  }
}

const shortened = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);

/** A value found in a file, for a message: a container by its kind where it is deep or long. */
export function shown(value: unknown): string {
  if (value === undefined) return "undefined";
  if (typeof value !== "object" || value === null) return shortened(JSON.stringify(value), 200);
  const flat = Array.isArray(value) && value.length <= 16 && value.every((x) => typeof x !== "object");
  return flat ? shortened(JSON.stringify(value), 200) : Array.isArray(value) ? "a list" : "an object";
}

/** Shapes, dtypes or dims that do not fit an operation; thrown where the graph is built. */
export class ShapeError extends LoraGenError {
  override name = "ShapeError";
}

/** A request that can't be served as given: empty prompt, prompt longer than the context, unknown setting. */
export class InputError extends LoraGenError {
  override name = "InputError";
}

/** A chat that a model's template can't render, or a model without one. */
export class ChatTemplateError extends InputError {
  override name = "ChatTemplateError";
  constructor(
    /** Where the model lies. */
    source: string,
    /** What is wrong, for who need not know where. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${source}: ${problem}`, options);
  }
}

/** A repository of the Hugging Face Hub that is not there, can't be read or reached, or whose bytes came out wrong. */
export class HubError extends LoraGenError {
  override name = "HubError";
  constructor(
    /** As the caller named it: `org/name`, with a revision or file. */
    readonly repository: string,
    problem: string,
    /** Of the Hub's answer, where there was one. */
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(`${repository}: ${problem}`, options);
  }
}

/** No weights of the edge model do what a method does, so it can't be merged, or made an adapter. */
export class MergeError extends LoraGenError {
  override name = "MergeError";
}

/** Training met a number that is not finite, or a state it can't go on from. */
export class TrainingError extends LoraGenError {
  override name = "TrainingError";
}

const classes: Readonly<Record<string, { readonly prototype: Error }>> = {
  LoraGenError,
  FileError,
  ShapeError,
  InputError,
  ChatTemplateError,
  HubError,
  MergeError,
  TrainingError,
  TypeError,
  RangeError,
};

/** An error as threads can send it: in a message an error of this package would arrive as a plain `Error`. */
export interface SentError {
  name: string;
  message: string;
  stack: string | undefined;
  /** What the classes here tell besides: `file`, `status`. */
  fields: object;
  cause: SentError | undefined;
}

export function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return sentError(new Error(String(error)));
  const { name, message, stack, cause } = error;
  const fields = error instanceof LoraGenError ? Object.assign({}, error) : {};
  return { name, message, stack, fields, cause: cause instanceof Error ? sentError(cause) : undefined };
}

/** The error as it was sent, of its own class. */
export function receivedError({ name, message, stack, fields, cause }: SentError): Error {
  const error = new Error(message, cause && { cause: receivedError(cause) });
  Object.setPrototypeOf(error, (classes[name] ?? Error).prototype);
  return Object.assign(error, fields, { stack }, error.name === name ? {} : { name });
}
