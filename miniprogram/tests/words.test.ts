import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import catalogues from "virtual:words";
import { language, languages, of, speak, t } from "@/state/words";
import { forgetStorage } from "./setup";

beforeEach(forgetStorage);
afterEach(() => speak("zh_CN"));

describe("a sentence", () => {
  it("is said in Chinese where nothing else was chosen", () => {
    expect(t("Agree")).toBe("同意");
  });
  it("is said in English where a catalogue has none for it", () => {
    expect(t("A sentence that nobody has translated")).toBe("A sentence that nobody has translated");
    speak("en");
    expect(t("Agree")).toBe("Agree");
    speak("xx");
    expect(t("Agree")).toBe("Agree");
  });
  it("is filled in, in either language", () => {
    expect(t("Question {n} of {all}", { n: 2, all: 7 })).toMatch(/2.*7/);
    speak("en");
    expect(t("Question {n} of {all}", { n: 2, all: 7 })).toBe("Question 2 of 7");
  });
  it("fills in a zero and an empty text, and leaves what nobody gave", () => {
    expect(t("{n}, {name}, {other}", { n: 0, name: "" })).toBe("0, , {other}");
  });
  it("does not fill in what was filled in", () => {
    expect(t("For {door}", { door: "{n}", n: 7 })).toContain("{n}");
  });
});

describe("every catalogue", () => {
  const braces = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
  it.each(Object.entries(catalogues))("%s asks for the same facts as the English", (_name, sentences) => {
    for (const [english, said] of Object.entries(sentences)) expect([english, braces(said)]).toEqual([english, braces(english)]);
  });
  it("can be chosen, and English too", () => {
    expect(languages).toEqual(expect.arrayContaining(["zh_CN", "en"]));
    expect(new Set(languages).size).toBe(languages.length);
  });
});

describe("the language", () => {
  it("is told to the server as HTTP writes it", () => {
    expect(language()).toBe("zh-CN");
    speak("en");
    expect(language()).toBe("en");
  });
  it("is remembered", async () => {
    speak("en");
    vi.resetModules();
    expect((await import("@/state/words")).language()).toBe("en");
  });
});

describe("words of a form", () => {
  it("are read in one's language, or in Chinese where they have no other", () => {
    expect(of({ zh: "电梯", en: "Lift" })).toBe("电梯");
    speak("en");
    expect(of({ zh: "电梯", en: "Lift" })).toBe("Lift");
    expect(of({ zh: "电梯" })).toBe("电梯");
    expect(of(undefined)).toBe("");
  });
});
