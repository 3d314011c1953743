/** @file What a client is told when a request can't be served, in OpenAI's shape. */

import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ChatTemplateError, InputError, LoraGenError, ShapeError } from "../errors.js";

export interface ApiErrorBody {
  error: { message: string; type: string; param: string | null; code: string | null };
}

export interface ApiErrorDetails {
  type?: string;
  /** The field of the request that is at fault. */
  param?: string;
  code?: string;
  headers?: Record<string, string>;
}

export class ApiError extends LoraGenError {
  override name = "ApiError";
  constructor(
    readonly status: ContentfulStatusCode,
    message: string,
    readonly details: ApiErrorDetails = {},
  ) {
    super(message);
  }

  get body(): ApiErrorBody {
    const { type = "invalid_request_error", param = null, code = null } = this.details;
    return { error: { message: this.message, type, param, code } };
  }
}

export const badRequest = (message: string, param?: string, code?: string): ApiError =>
  new ApiError(400, message, { ...(param !== undefined && { param }), ...(code !== undefined && { code }) });

export const notFound = (message: string, code: string, param?: string): ApiError =>
  new ApiError(404, message, { code, ...(param !== undefined && { param }) });

/** Too much at once: the client is to come again after so many seconds. */
export const tooMany = (message: string, code: string, seconds: number): ApiError =>
  new ApiError(429, message, {
    type: "rate_limit_error",
    code,
    headers: { "Retry-After": String(Math.max(1, Math.ceil(seconds))) },
  });

/** The request's time is up. */
export const deadlineExceeded = (seconds: number): ApiError =>
  new ApiError(504, `the request was not done within ${seconds} s`, {
    type: "timeout_error",
    code: "deadline_exceeded",
  });

export const unavailable = (message: string): ApiError =>
  new ApiError(503, message, { type: "server_error", code: "unavailable", headers: { "Retry-After": "1" } });

/** The message without the places of files. */
export const forClients = (error: Error): string =>
  error instanceof ChatTemplateError ? `the model can't read this: ${error.problem}` : error.message;

/** Any error as one for a client: what a request is to blame for is told, what it is not stays in the log. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof InputError || error instanceof ShapeError)
    return badRequest(
      forClients(error),
      undefined,
      /context holds|reads at most/.test(error.message) ? "context_length_exceeded" : undefined,
    );
  return new ApiError(500, "the server failed to serve this request; its log tells why, by the request id", {
    type: "server_error",
    code: "internal_error",
  });
}
