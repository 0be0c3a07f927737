import { resolve } from "node:path";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";
import { phoneless } from "./build/phoneless";
import { words } from "./build/words";

const OF_THE_PLATFORM = ["view", "text", "image", "page-meta"];
const isCustomElement = (tag: string) => OF_THE_PLATFORM.includes(tag);

export default defineConfig({
  define: { __H5__: "true" },
  plugins: [
    phoneless(),
    vue({ template: { compilerOptions: { isCustomElement } } }),
    words(resolve(__dirname, "../locales")),
  ],
  resolve: { alias: {
      "@dcloudio/uni-app": resolve(__dirname, "tests/pages.ts"),
      "@platform": resolve(__dirname, "src/platform/h5"),
      "@": resolve(__dirname, "src"),
    } },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
  },
});
