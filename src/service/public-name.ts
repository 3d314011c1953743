/** @file Models' names for the outside. */

import { basename, resolve } from "node:path";
import { repositoryOf } from "../hub/resolve.js";

/** A repository's name, or the last part of a path: where a model lies on this machine is nobody's business. */
export const publicName = async (model: string): Promise<string> =>
  (await repositoryOf(model))?.name ?? basename(resolve(model));
