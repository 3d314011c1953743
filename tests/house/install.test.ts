import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const lock = readFileSync("package-lock.json", "utf8");

test("the lock file runs no install script and names no host", () => {
  // npm puts the line back when such a package is added or updated: delete it.
  expect(lock).not.toContain('"hasInstallScript"');
  expect(lock).not.toContain('"resolved": "http');
});

test("the documents that the program points to are there, and packed", () => {
  const sources = readdirSync("src/cli", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const named = [...sources.map((name) => `src/cli/${name}`), "src/runtime/node-device.ts"].flatMap(
    (file) => readFileSync(file, "utf8").match(/\bdocs\/[a-z]+\.md/g) ?? [],
  );
  expect(named.length).toBeGreaterThan(5);
  for (const file of named) expect(existsSync(file), file).toBe(true);
  const { files } = JSON.parse(readFileSync("package.json", "utf8")) as { files: string[] };
  expect(files).toContain("docs/*.md");
});

const script = "skip-cuda-download.cjs";
let project: string;
let runtime: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "lora-gen-"));
  runtime = join(project, "node_modules/onnxruntime-node");
  mkdirSync(join(project, "node_modules/lora-gen/scripts"), { recursive: true });
  cpSync(join("scripts", script), join(project, "node_modules/lora-gen/scripts", script));
  const bin = join(runtime, "bin/napi-v6", process.platform, process.arch);
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(runtime, "script"));
  writeFileSync(join(runtime, "package.json"), "{}");
  const platform = `${process.platform}/${process.arch}`;
  const metadata = {
    requirements: { [platform]: ["cuda12"] },
    manifests: { [`${platform}:cuda12`]: { "./cuda.so": {}, "./shared.so": {} } },
  };
  writeFileSync(join(runtime, "script/install-metadata.js"), `module.exports = ${JSON.stringify(metadata)};`);
  writeFileSync(join(bin, "shared.so"), "a real library");
});
afterEach(() => rmSync(project, { recursive: true }));

function preinstall(environment: Record<string, string>): Record<string, string> {
  const cwd = join(project, "node_modules/lora-gen");
  const { PATH } = process.env;
  execFileSync(process.execPath, [join("scripts", script)], { cwd, env: { PATH, ...environment } });
  const bin = join(runtime, "bin/napi-v6", process.platform, process.arch);
  return Object.fromEntries(readdirSync(bin).map((file) => [file, readFileSync(join(bin, file), "utf8")]));
}

test("installed as a dependency, notes stand where CUDA would be downloaded to, and real libraries stay", () => {
  const files = preinstall({ npm_config_local_prefix: project });
  expect(files["cuda.so"]).toContain("--onnxruntime-node-install=cuda12");
  expect(files["shared.so"]).toBe("a real library");
});

test("who asks for CUDA gets it", () => {
  for (const name of ["ONNXRUNTIME_NODE_INSTALL", "npm_config_onnxruntime_node_install"])
    expect(preinstall({ npm_config_local_prefix: project, [name]: "cuda12" })).not.toHaveProperty(["cuda.so"]);
});

test("nothing happens in a checkout, nor without onnxruntime-node", () => {
  expect(preinstall({ npm_config_local_prefix: join(project, "node_modules/lora-gen") })).not.toHaveProperty([
    "cuda.so",
  ]);
  rmSync(join(runtime, "package.json"));
  expect(preinstall({ npm_config_local_prefix: project })).not.toHaveProperty(["cuda.so"]);
});
