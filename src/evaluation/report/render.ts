/** @file A report as Markdown with its figures beside it, and as one HTML page that needs nothing else. */

import type { Block, FigureBlock, Report, TableBlock } from "./document.js";

export function toMarkdown({ title, sections }: Report): string {
  const parts = sections.flatMap(({ title, blocks }) => [`## ${title}`, ...blocks.map(markdownBlock)]);
  return `${[`# ${title}`, ...parts].join("\n\n")}\n`;
}

export const figuresOf = ({ sections }: Report): FigureBlock[] =>
  sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === "figure"));

function markdownBlock(block: Block): string {
  switch (block.kind) {
    case "text":
      return block.text;
    case "figure":
      return `![${block.caption}](${block.name}.svg)`;
    case "table":
      return markdownTable(block);
  }
}

function markdownTable({ columns, rows }: TableBlock): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((c) => c.replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    line(columns.map(({ header }) => header)),
    line(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...rows.map(line),
  ].join("\n");
}

export function toHtml(report: Report): string {
  const sections = report.sections.map(
    ({ title, blocks }) => `<section>\n<h2>${escaped(title)}</h2>\n${blocks.map(htmlBlock).join("\n")}\n</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(report.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(report.title)}</h1>
${sections.join("\n")}
</main>
</body>
</html>
`;
}

function htmlBlock(block: Block): string {
  switch (block.kind) {
    case "text":
      return `<p>${escaped(block.text)}</p>`;
    case "figure":
      return `<figure>${block.svg}<figcaption>${escaped(block.caption)}</figcaption></figure>`;
    case "table": {
      const cell = (tag: "th" | "td", text: string, i: number): string =>
        `<${tag}${block.columns[i]?.align === "right" ? ' class="number"' : ""}>${escaped(text)}</${tag}>`;
      const head = block.columns.map(({ header }, i) => cell("th", header, i)).join("");
      const body = block.rows.map((row) => `<tr>${row.map((text, i) => cell("td", text, i)).join("")}</tr>`).join("\n");
      return `<div class="table"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table></div>`;
    }
  }
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.3rem 0.7rem; text-align: left; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1rem 0; }
figure svg { max-width: 100%; height: auto; background: none; }
figcaption { font-size: 0.85rem; }
`;
