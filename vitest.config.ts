import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
    // ONNX Runtime is a native addon with threads of its own: processes, and few of them.
    pool: "forks",
    maxWorkers: 2,
    minWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ["default", "./tests/reporter.ts"],
  },
});
