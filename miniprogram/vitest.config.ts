import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { words } from "./build/words";

export default defineConfig({
  define: { __H5__: "true" },
  plugins: [words(resolve(__dirname, "../locales"))],
  resolve: { alias: {
      "@platform": resolve(__dirname, "src/platform/h5"),
      "@": resolve(__dirname, "src"),
    } },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
});
