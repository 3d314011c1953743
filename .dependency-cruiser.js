/** The house of docs/architecture.md: a floor imports only from itself and the floors above it in this list. */
const floors = [
  "tensor",
  "hub",
  "graph",
  "runtime",
  "lm",
  "adapter",
  "methods",
  "browser",
  "data",
  "training",
  "evaluation",
  "service",
  "cli",
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    ...floors.slice(0, -1).map((floor, i) => ({
      name: `${floor}-imports-upwards-only`,
      severity: "error",
      from: { path: `^src/${floor}/` },
      to: { path: `^src/(${floors.slice(i + 1).join("|")})/` },
    })),
    {
      name: "data-knows-no-methods",
      severity: "error",
      from: { path: "^src/data/" },
      to: { path: "^src/methods/" },
    },
    {
      name: "index-is-for-the-outside",
      comment: "The package's entry gathers the floors; only the command line may come in through it.",
      severity: "error",
      from: { path: "^src/(?!cli/)" },
      to: { path: "^src/index[.]ts$" },
    },
    {
      name: "errors-stand-alone",
      severity: "error",
      from: { path: "^src/errors[.]ts$" },
      to: { path: "^src/" },
    },
    {
      name: "known-floors-only",
      comment: "A new folder under src/ needs its place in the list above.",
      severity: "error",
      from: {},
      to: { path: "^src/[^/]+/", pathNot: `^src/(${floors.join("|")})/` },
    },
    {
      name: "nothing-unresolved",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-development-packages",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["npm-peer"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
