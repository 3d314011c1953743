/** @file The most memory that this process had. */

import { peakResident } from "../src/evaluation/costs/process-memory.js";

/** In thousands of kB, as Linux counts them and the peers' programs do. */
export const peakMegabytes = (): number => peakResident() / 1_024_000;
