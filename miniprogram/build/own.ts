// Only our own server is spoken to. The framework's runtime brings addresses of its maker along: a
// picture that it would fetch three seconds after every start, advertisements, links in warnings.
import type { Plugin } from "vite";

const PICTURE = /url\(["']?https?:\/\/[\w.-]*dcloud\.[^)]*\)/g;
const ADDRESS = /https?:\/\/[\w.-]*dcloud\.[^"'`)\s\\]*/g;

export function own(): Plugin {
  return {
    name: "sanwen-own",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type === "chunk") file.code = file.code.replace(ADDRESS, "");
          else if (typeof file.source === "string" && file.fileName.endsWith(".css")) {
            file.source = file.source.replace(PICTURE, "none");
          }
        }
      },
    },
  };
}
