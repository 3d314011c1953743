import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "runs/", "checkpoints/", "coverage/"] },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: ["./tsconfig.json", "./tsconfig.web.json"], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "no-else-return": "error",
      "object-shorthand": "error",
      "prefer-const": ["error", { destructuring: "all" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // Index arithmetic is everywhere here; `!` says that the index is in range.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // Short arrows for effects: `onProgress: (n) => bar.update(n)`.
      "@typescript-eslint/no-confusing-void-expression": "off",
      // Interfaces ask for promises that one implementation may not need.
      "@typescript-eslint/require-await": "off",
      // A type parameter that appears once may still carry a return type at the call.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // Names that come from files keep the brackets: `weights["lm_head.weight"]` beside `weights["norm"]`.
      "@typescript-eslint/dot-notation": "off",
      "@typescript-eslint/no-empty-function": ["error", { allow: ["arrowFunctions"] }],
      // `for (let i…)` over typed arrays is often clearer beside its neighbours.
      "@typescript-eslint/prefer-for-of": "off",
      // Interfaces are written with methods and made of closures, which need no `this`.
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    files: ["src/cli/**/*.ts", "bench/**/*.ts", "scripts/**/*.ts", "tests/reporter.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["**/*.cjs", "**/*.js", "**/*.mjs"],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", require: "readonly", module: "writable", URL: "readonly" },
    },
  },
);
