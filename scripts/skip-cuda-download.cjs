/**
 * @file Runs before the install scripts of our dependencies when this package is installed into another project.
 *
 * On Linux x64, onnxruntime-node's own script downloads about 300 MB of CUDA libraries from NuGet, and fails the whole
 * install where that host can't be reached. It skips whatever is already there, so this leaves a note in place of each
 * such library. npm runs every package's `preinstall` before any `postinstall`. Nothing is needed from this script where
 * install scripts are off: then onnxruntime-node's doesn't run either.
 *
 * docs/install.md says how to switch CUDA on; that overwrites the notes.
 */
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const note =
  "Not a library. lora-gen left this note so that installing it downloads no CUDA. To get the real one, run in your project:\n" +
  "  node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12\n";

/** The person who installs has said what they want: nothing is left to decide here. */
const decided = Object.keys(process.env).some((name) => /^(npm_config_)?onnxruntime_node_install/i.test(name));
/** In a checkout of lora-gen itself, package-lock.json already keeps the script from running. */
const checkout = process.env.npm_config_local_prefix === process.cwd();

if (!decided && !checkout) {
  try {
    const root = path.dirname(require.resolve("onnxruntime-node/package.json"));
    const { requirements, manifests } = require(path.join(root, "script/install-metadata.js"));
    const platform = `${process.platform}/${process.arch}`;
    for (const name of requirements[platform] ?? []) {
      for (const file of Object.keys(manifests[`${platform}:${name}`] ?? {})) {
        const library = path.join(root, "bin/napi-v6", platform, file);
        if (!fs.existsSync(library)) fs.writeFileSync(library, note);
      }
    }
  } catch {
    // Another layout or a read-only tree: onnxruntime-node then installs as it would without us.
  }
}
