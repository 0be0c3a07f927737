import { resolve } from "node:path";
import uniPlugin from "@dcloudio/vite-plugin-uni";
import { defineConfig } from "vite";
import { offline } from "./build/offline";
import { own } from "./build/own";
import { words } from "./build/words";

// The package is CommonJS: what it exports by default lies one step deeper when imported.
const onPhone = process.env.UNI_PLATFORM === "mp-weixin";
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin;

export default defineConfig({
  base: "/h5/",
  define: { __H5__: JSON.stringify(!onPhone) },
  plugins: [uni(), words(resolve(__dirname, "../locales")), offline(), own()],
  resolve: { alias: {
      "@platform": resolve(__dirname, "src/platform", onPhone ? "mp" : "h5"),
      "@": resolve(__dirname, "src"),
    } },
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
});
