import { afterEach, describe, expect, it } from "vitest";
import { measureName, type Rule, ruleTitle, silence, testSentence } from "@/domain/rules";
import { speak } from "@/state/words";

type Test = Rule["tests"][number];
const test = (facts: Partial<Test>) =>
  ({ measure: "household", numerator: "agree", denominator: "all", threshold: "2/3", comparison: ">=", ...facts }) as Test;
const rule = (follow_majority: string) =>
  ({ follow_majority, title: { zh: "民法典278条", en: "Civil Code, art. 278" } }) as Rule;

afterEach(() => speak("zh_CN"));

describe("what a rule asks for", () => {
  it.each<[Partial<Test>, string, string]>([
    [{}, "Households: at least 2/3 of all agree", "户数"],
    [{ comparison: ">" }, "Households: more than 2/3 of all agree", "户数"],
    [{ measure: "area", denominator: "participating", threshold: "3/4" }, "Area: at least 3/4 of those who take part agree", "面积"],
    [{ measure: "head", denominator: "participating", comparison: ">", threshold: "1/2" }, "Owners: more than 1/2 of those who take part agree", "人数"],
    [{ measure: "head", numerator: "participating" }, "Owners: at least 2/3 of all take part", "人数"],
    [{ numerator: "participating", comparison: ">" }, "Households: more than 2/3 of all take part", "户数"],
  ])("%j", (facts, english, chinese) => {
    const said = testSentence(test(facts));
    expect(said).toContain(chinese);
    expect(said).toContain(facts.threshold ?? "2/3");
    expect(said).not.toMatch(/[{}]|[A-Za-z]/);
    speak("en");
    expect(testSentence(test(facts))).toBe(english);
  });

  it("tells six different tests by six different sentences, in Chinese too", () => {
    const all = ["agree", "participating"].flatMap((numerator) =>
      [">", ">="].flatMap((comparison) => ["all", "participating"].map((denominator) => testSentence(test({ numerator, comparison, denominator })))));
    expect(new Set(all).size).toBe(6); // who takes part is always counted against all
  });

  it("names a measure nobody has named by its own word", () => {
    expect(measureName("garage")).toBe("garage");
  });

  it("is named in the reader's language", () => {
    expect(ruleTitle(rule("never"))).toBe("民法典278条");
    speak("en");
    expect(ruleTitle(rule("never"))).toBe("Civil Code, art. 278");
  });
});

describe("what silence means", () => {
  const clause = "管理规约第12条";
  it("follows the majority only where the rule allows it and the round names the clause", () => {
    const follows = silence(rule("if_delivered"), clause);
    expect(follows).toContain(clause);
    for (const [follow, named] of [["never", clause], ["if_delivered", null], ["if_delivered", ""], ["never", undefined]] as const) {
      const said = silence(rule(follow), named);
      expect(said).not.toContain(clause);
      expect(said).toBe(silence(rule("never"), null));
    }
  });
  it("is never called consent", () => {
    speak("en");
    expect(silence(rule("never"), null)).toContain("Silence is never counted as consent");
  });
  it("means, without a rule, that others decide", () => {
    speak("en");
    expect(silence(null, clause)).toBe("If you do not answer, others decide without your wishes.");
  });
});
