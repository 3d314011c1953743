/** @file How a repository of the Hub is written: `org/name`, `org/name@revision`, `org/name/file.gguf`, `hf://` before it or not. */

export interface RepositoryId {
  /** `org/name`. */
  readonly name: string;
  /** A branch, a tag, a commit, or `refs/pr/N`. */
  readonly revision?: string;
  /** A GGUF file within it. */
  readonly file?: string;
}

// A part begins and ends with a letter or digit, or an underscore (`validate_repo_id` of huggingface_hub).
const part = String.raw`\w(?:[\w.-]{0,94}\w)?`;
const pattern = new RegExp(`^(?:hf://)?(${part}/${part})(?:@(refs/\\w+/[^/@]+|[^/@]+))?(?:/([^@]+\\.gguf))?$`);

/** What a text names, or undefined if it is not written like a repository. */
export function parseRepositoryId(text: string): RepositoryId | undefined {
  const [, name, revision, file] = pattern.exec(text) ?? [];
  if (name === undefined || /--|\.\.|\.git$/.test(name) || file?.split("/").includes("..")) return undefined;
  return { name, ...(revision ? { revision } : {}), ...(file ? { file } : {}) };
}

export const repositoryText = ({ name, revision, file }: RepositoryId): string =>
  `${name}${revision ? `@${revision}` : ""}${file ? `/${file}` : ""}`;

export const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision);
