// For the tests, where no compiler of uni-app runs: what stands between `#ifdef MP-WEIXIN` and
// `#endif` goes, what stands between `#ifdef H5` and `#endif` stays. Both as in the H5 build.
import type { Plugin } from "vite";

const IN_TEMPLATES = /<!--\s*#ifdef MP-WEIXIN\s*-->[\s\S]*?<!--\s*#endif\s*-->/g;
const IN_SCRIPTS = /^[ \t]*\/\/\s*#ifdef MP-WEIXIN[\s\S]*?^[ \t]*\/\/\s*#endif.*$/gm;

export function phoneless(): Plugin {
  return {
    name: "sanwen-phoneless",
    enforce: "pre",
    transform: (code, id) =>
      id.includes("/src/") && code.includes("#ifdef")
        ? code.replace(IN_TEMPLATES, "").replace(IN_SCRIPTS, "")
        : null,
  };
}
