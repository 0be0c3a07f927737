// The phone's sentences come from the same catalogues as the server's: locales/<language>/
// LC_MESSAGES/phone.po. This plugin makes them a module, so that a build holds what it needs.
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { resolve } from "node:path";
import { po } from "gettext-parser";
import type { Plugin } from "vite";

const NAME = "virtual:words";

export function catalogues(locales: string): Record<string, Record<string, string>> {
  const found: Record<string, Record<string, string>> = {};
  for (const language of readdirSync(locales).sort()) {
    const file = resolve(locales, language, "LC_MESSAGES/phone.po");
    if (!existsSync(file)) continue;
    const sentences = po.parse(readFileSync(file)).translations[""] ?? {};
    found[language] = {};
    for (const [english, { msgstr }] of Object.entries(sentences)) {
      // What is the same in both needs no entry: `t` says the English then.
      if (english && msgstr[0] && msgstr[0] !== english) found[language][english] = msgstr[0];
    }
  }
  return found;
}

export function words(locales: string): Plugin {
  return {
    name: "sanwen-words",
    resolveId: (id) => (id === NAME ? "\0" + NAME : null),
    load: (id) =>
      id === "\0" + NAME ? `export default ${JSON.stringify(catalogues(locales))}` : null,
  };
}
