// A rule set in plain words: what must be reached, and what it means not to vote.
import type { Schemas } from "@/api/client";
import { of, t } from "@/state/words";

export type Rule = Schemas["RuleSetOut"];

export function ruleTitle(rule: Rule): string {
  return of(rule.title);
}

export function measureName(name: string): string {
  return { household: t("Households"), head: t("Owners"), area: t("Area") }[name] ?? name;
}

/** One test as a sentence: "Area: those who agree are at least 2/3 of all". */
export function testSentence(test: Rule["tests"][number]): string {
  const facts = { measure: measureName(test.measure), share: test.threshold };
  const agree = test.numerator === "agree";
  const ofAll = test.denominator !== "participating";
  const more = test.comparison === ">";
  if (!agree) return more ? t("{measure}: more than {share} of all take part", facts) : t("{measure}: at least {share} of all take part", facts);
  if (ofAll) return more ? t("{measure}: more than {share} of all agree", facts) : t("{measure}: at least {share} of all agree", facts);
  return more ? t("{measure}: more than {share} of those who take part agree", facts) : t("{measure}: at least {share} of those who take part agree", facts);
}

/** Silence follows the majority only where the rule allows it and the round names the clause. */
export function silence(rule: Rule | null, followClause: string | null | undefined): string {
  if (!rule) return t("If you do not answer, others decide without your wishes.");
  if (rule.follow_majority !== "never" && followClause) {
    return t("If you were handed your ballot and do not vote, your home follows the majority: {clause}", {
      clause: followClause,
    });
  }
  return t("If you do not vote, your home is counted in the whole but not among those who agree. Silence is never counted as consent.");
}
