// What the server's pages and papers need of the installed packages: htmx, ECharts, the fonts.
// Copied from node_modules as they are, into folders that git ignores.
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const FILES = [
  ["htmx.org/dist/htmx.min.js", "../api/console/static/vendor/htmx.min.js"],
  ["echarts/dist/echarts.simple.min.js", "../api/console/static/vendor/echarts.min.js"],
  ["@embedpdf/fonts-sc/fonts/NotoSansHans-Regular.otf", "../api/papers/fonts/NotoSansHans-Regular.otf"],
  ["@embedpdf/fonts-sc/fonts/NotoSansHans-Bold.otf", "../api/papers/fonts/NotoSansHans-Bold.otf"],
];
for (const [from, to] of FILES) {
  mkdirSync(dirname(resolve(here, to)), { recursive: true });
  copyFileSync(resolve(here, "node_modules", from), resolve(here, to));
}
