// Sentences are written in English in the pages and said in the reader's language; what stands in
// braces is filled in. Languages are the catalogues of locales/: one more folder is one more.
import { ref } from "vue";
import catalogues from "virtual:words";

const KEPT = "sanwen.language";
const chosen = ref<string>((uni.getStorageSync(KEPT) as string) || "zh_CN");

export const languages: string[] = [...new Set([...Object.keys(catalogues), "en"])];

/** As HTTP writes it: zh-CN, en. */
export function language(): string {
  return chosen.value.replace("_", "-");
}

export function speak(name: string): void {
  chosen.value = name;
  uni.setStorageSync(KEPT, name);
}

export function t(sentence: string, facts: Record<string, string | number> = {}): string {
  const said = catalogues[chosen.value]?.[sentence] ?? sentence;
  return said.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}

/** Mark a sentence that is said later, by `t`, for the catalogues. */
export function w(sentence: string): string {
  return sentence;
}

/** Words of a form, which bear their languages themselves. */
export function of(words: { zh: string; en?: string } | undefined): string {
  if (!words) return "";
  return chosen.value === "en" ? (words.en ?? words.zh) : words.zh;
}
