/** @file What a report consists of, before it is Markdown or HTML. */

export interface TableBlock {
  kind: "table";
  columns: readonly { header: string; align?: "left" | "right" }[];
  rows: readonly (readonly string[])[];
}

export const right = (header: string) => ({ header, align: "right" as const });

export interface FigureBlock {
  kind: "figure";
  /** Of its file beside the Markdown, without the ending. */
  name: string;
  /** What it shows, for those who do not see it too. */
  caption: string;
  svg: string;
}

export interface TextBlock {
  kind: "text";
  text: string;
}

export type Block = TableBlock | FigureBlock | TextBlock;

export interface Section {
  title: string;
  blocks: Block[];
}

export interface Report {
  title: string;
  sections: Section[];
}
