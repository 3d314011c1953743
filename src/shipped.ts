/** @file The models that come with the package, wherever it is: in its sources, built, or installed. */

import { fileURLToPath } from "node:url";

/** Directory of the generator for the nano pair; its models lie beside it. */
export const shippedGenerator = fileURLToPath(new URL("../checkpoints/nano/generator", import.meta.url));
