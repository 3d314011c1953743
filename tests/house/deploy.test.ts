import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { validate as validateDockerfile } from "dockerfile-utils";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { StatefulSet } from "kubernetes-models/apps/v1/StatefulSet";
import { PersistentVolumeClaim } from "kubernetes-models/v1/PersistentVolumeClaim";
import { Service } from "kubernetes-models/v1/Service";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { version } from "../../src/version.js";

const read = (name: string): string => readFileSync(`deploy/${name}`, "utf8");

interface Container {
  image: string;
  args: string[];
  env?: { name: string; value: string }[];
  lifecycle?: { preStop: { exec: { command: string[] } } };
}
interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: {
    template?: {
      spec: {
        containers: Container[];
        terminationGracePeriodSeconds?: number;
        volumes?: { persistentVolumeClaim?: { claimName: string } }[];
      };
    };
  };
}
const manifests = parseAllDocuments(read("kubernetes.yaml")).map((document) => document.toJS() as Manifest);
const named = (kind: string): string[] => manifests.filter((m) => m.kind === kind).map((m) => m.metadata.name);
const containers = manifests.flatMap(({ spec }) => spec.template?.spec.containers ?? []);
const { services } = parse(read("compose.yaml")) as {
  services: Record<string, { image: string; command?: string[]; environment?: Record<string, string> }>;
};

test("the Compose file passes its linter", () => {
  const run = spawnSync(
    process.execPath,
    ["node_modules/.bin/dclint", "-c", "deploy/.dclintrc.yaml", "--max-warnings", "0", "deploy/compose.yaml"],
    { encoding: "utf8" },
  );
  expect(run.stdout + run.stderr).not.toMatch(/error|warning/);
  expect(run.status).toBe(0);
});

test.each(manifests.map((m) => [`${m.kind} ${m.metadata.name}`, m] as const))(
  "%s has the schema of Kubernetes",
  (_, manifest) => {
    const kinds = { Deployment, PersistentVolumeClaim, Service, StatefulSet };
    expect(Object.keys(kinds)).toContain(manifest.kind);
    const Kind = kinds[manifest.kind as keyof typeof kinds] as new (json: object) => { validate(): void };
    new Kind(manifest).validate();
  },
);

test("the server's pods have time to serve on, and then to finish", () => {
  const { spec } = manifests.find((m) => m.metadata.name === "lora-gen-server")!;
  const { terminationGracePeriodSeconds: time, containers: own } = spec.template!.spec;
  const [word, before] = own[0]!.lifecycle!.preStop.exec.command;
  expect(word).toBe("sleep");
  const grace = 30; // of --grace, unless told
  expect(time).toBeGreaterThanOrEqual(Number(before) + grace + 5);
});

test("a wrong manifest does not have it", () => {
  const wrong = { spec: { selector: {}, template: {}, replicas: "two" } };
  expect(() => {
    new Deployment(wrong as never).validate();
  }).toThrow(/replicas/);
});

test("what the manifests refer to is there", () => {
  const claims = manifests.flatMap(({ spec }) => spec.template?.spec.volumes ?? []);
  for (const { persistentVolumeClaim } of claims)
    expect(named("PersistentVolumeClaim")).toContain(persistentVolumeClaim!.claimName);
  for (const { env = [] } of containers)
    for (const { value } of env) expect(named("Service")).toContain(new URL(value).hostname);
  for (const { environment = {} } of Object.values(services))
    for (const value of Object.values(environment)) expect(Object.keys(services)).toContain(new URL(value).hostname);
});

test("the Dockerfile has no fault, and copies files that are there", () => {
  const text = read("Dockerfile");
  expect(validateDockerfile(text)).toEqual([]);
  const copied = [...text.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words]) => words!.split(" ").slice(0, -1));
  expect(copied).toContain("package.json");
  for (const source of copied) expect(existsSync(source), source).toBe(true);
});

test("the image is built by scripts of the package, the playground too", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object };
  const run = [...read("Dockerfile").matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!);
  expect(run).toEqual(["build", "build:web"]);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(run));
});

test("what the image installs last leaves development's dependencies out", () => {
  // npm completes the whole tree otherwise, whatever was pruned before.
  expect(
    read("Dockerfile")
      .match(/npm (?:ci|install)\b.*/g)!
      .at(-1),
  ).toMatch(/ --omit=dev --save-prod /);
});

describe("each command that is deployed", () => {
  const docker = JSON.parse(/^CMD (.+)$/m.exec(read("Dockerfile"))![1]!) as string[];
  const ours = [
    docker,
    ...containers.filter(({ image }) => image.startsWith("lora-gen:")).map(({ args }) => args),
    ...Object.values(services).flatMap(({ image, command }) =>
      image.startsWith("lora-gen:") && command ? [command] : [],
    ),
  ];
  test.each(ours.map((args) => [args.join(" "), args] as const))("lora-gen %s", (_, [command, ...args]) => {
    const help = spawnSync(process.execPath, ["--import", "tsx", "src/cli/main.ts", command!, "--help"], {
      encoding: "utf8",
    });
    expect(help.status, help.stderr).toBe(0);
    for (const option of args.filter((arg) => arg.startsWith("--"))) expect(help.stdout).toContain(`${option} <`);
  });

  test("is of this version", () => {
    const images = [...containers.map(({ image }) => image), ...Object.values(services).map(({ image }) => image)];
    for (const image of images.filter((name) => name.startsWith("lora-gen"))) expect(image).toBe(`lora-gen:${version}`);
  });
});
