/** @file What the Hub says no to, as one error that says what to do. */

import { HubError } from "../errors.js";
import { repositoryText, type RepositoryId } from "./repository.js";
import type { HubSettings } from "./settings.js";

/** The error for an answer that is not OK. `X-Error-Code` tells what it is about (huggingface_hub's `hf_raise_for_status`). */
export function refusal(response: Response, id: RepositoryId, { endpoint, token }: HubSettings): HubError {
  const { status, headers } = response;
  const error = (problem: string): HubError => new HubError(repositoryText(id), problem, status);
  const page = `${endpoint}/${id.name}`;
  const who = token ? "the account of HF_TOKEN" : "an account whose token is in HF_TOKEN";
  switch (headers.get("x-error-code") ?? "") {
    case "GatedRepo":
      return error(`is gated: accept its terms at ${page} with ${who}`);
    case "RevisionNotFound":
      return error(`has no revision "${id.revision ?? "main"}"; its branches and tags are at ${page}/tree/main`);
    case "EntryNotFound":
      return error(`has no file ${decodeURIComponent(new URL(response.url).pathname)}; see ${page}/tree/main`);
    case "RepoNotFound":
      return notFound(error, endpoint, token);
  }
  // The Hub answers 401 to strangers for what is private and what does not exist alike.
  if (status === 401 && token && /invalid (credentials|user)/i.test(headers.get("x-error-message") ?? ""))
    return error(`${endpoint} does not accept the token of HF_TOKEN; make a new one at ${endpoint}/settings/tokens`);
  if (status === 401 || status === 404) return notFound(error, endpoint, token);
  if (status === 403)
    return error(`${who} may not read it: ${headers.get("x-error-message") ?? "access is forbidden"} (${page})`);
  if (status === 429 || status >= 500)
    return error(`${endpoint} is busy (it answers ${status}, still after several tries); try again later`);
  return error(`${endpoint} answers ${status} for ${response.url}`);
}

const notFound = (error: (problem: string) => HubError, endpoint: string, token: string | undefined): HubError =>
  error(
    `is neither here as a file or directory nor a model on ${endpoint}; check the name` +
      (token ? ", and that the token of HF_TOKEN may read it" : ", or set HF_TOKEN if it is private or gated"),
  );
