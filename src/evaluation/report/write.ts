/** @file A report's directory: `report.md` with its figures, and `report.html`, which needs nothing else. */

import { join } from "node:path";
import { makeDirectory, writeFileAtomic } from "../../tensor/atomic.js";
import type { Report } from "./document.js";
import { readInputs } from "./inputs.js";
import { figuresOf, toHtml, toMarkdown } from "./render.js";
import { differenceSection, evaluationSections, paperSection, trainingSection } from "./sections.js";

export interface WrittenReport {
  markdown: string;
  html: string;
  figures: string[];
}

/**
 * Writes the report of evaluations and training runs: directories or files, as `evaluateRecipe` and `trainRecipe` leave
 * them. Throws a `FileError` for what is neither.
 */
export async function writeReport(
  inputs: readonly string[],
  output: string,
  title = "Report",
  signal?: AbortSignal,
): Promise<WrittenReport> {
  const { results, curves } = await readInputs(inputs);
  const sections = [];
  for (const [i, result] of results.entries()) {
    signal?.throwIfAborted();
    sections.push(...(await evaluationSections(result, i)));
  }
  sections.push(...(await differenceSection(results)));
  if (curves.length > 0) sections.push(await trainingSection(curves));
  const report: Report = { title, sections: [...sections, paperSection()] };
  signal?.throwIfAborted();
  await makeDirectory(output);
  const write = async (name: string, content: string): Promise<string> => {
    const path = join(output, name);
    await writeFileAtomic(path, content);
    return path;
  };
  const figures: string[] = [];
  for (const { name, svg } of figuresOf(report)) figures.push(await write(`${name}.svg`, `${svg}\n`));
  return {
    markdown: await write("report.md", toMarkdown(report)),
    html: await write("report.html", toHtml(report)),
    figures,
  };
}
