// H5 alone: a service worker that knows every file of this build, so that a volunteer on a dark
// staircase can open the page again. Answers of the API are never kept: they are people's data.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";

export function offline(): Plugin {
  return {
    name: "sanwen-offline",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        if (process.env.UNI_PLATFORM !== "h5") return;
        const files = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
        const source = readFileSync(resolve(__dirname, "worker.js"), "utf8");
        let stamp = 0;
        for (const letter of files.sort().join()) stamp = (stamp * 31 + letter.charCodeAt(0)) | 0;
        this.emitFile({
          type: "asset",
          fileName: "worker.js",
          source: source
            .replace("__FILES__", JSON.stringify(files))
            .replace("__STAMP__", String(stamp >>> 0)),
        });
      },
    },
  };
}
