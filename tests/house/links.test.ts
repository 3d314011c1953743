import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const documents = ["README.md", "CHANGELOG.md", ...readdirSync("docs").map((name) => `docs/${name}`)].filter((path) =>
  path.endsWith(".md"),
);

/** Anchors of a document's headings, as GitHub makes them. */
function anchorsOf(path: string): string[] {
  const seen = new Map<string, number>();
  const text = readFileSync(path, "utf8").replaceAll(/^```.*?^```/gms, "");
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => {
    const slug = heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

test.each(documents)("every link within the project leads somewhere: %s", (path) => {
  const links = [...readFileSync(path, "utf8").matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].map(([, target]) => target!);
  for (const link of links) {
    const [file, anchor] = link.split("#");
    const target = file ? join(dirname(path), file) : path;
    expect(existsSync(target), `${link}: ${target} is not there`).toBe(true);
    if (anchor && statSync(target).isFile())
      expect(anchorsOf(target), `${link}: ${target} has no such heading`).toContain(anchor);
  }
});
