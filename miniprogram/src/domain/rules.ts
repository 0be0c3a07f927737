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
  const who = test.numerator === "agree" ? t("those who agree") : t("those who take part");
  const whole = test.denominator === "participating" ? t("of those who take part") : t("of all");
  const much = test.comparison === ">" ? t("more than {share}", { share: test.threshold }) : t("at least {share}", { share: test.threshold });
  return `${measureName(test.measure)}: ${who} ${much} ${whole}`;
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
