// An answer in words, for reading it once more.
import { type Answer, isEmpty, type Question } from "@/domain/forms";
import { of, t } from "@/state/words";

export function said(question: Question, answer: Answer | undefined): string {
  if (answer === undefined || isEmpty(answer)) return t("No answer");
  const label = (value: string) => {
    const option = question.options?.find((each) => each.value === value);
    return option ? of(option.label) : value;
  };
  if (Array.isArray(answer)) {
    const ordered = question.type === "ranking";
    return answer.map((value, n) => (ordered ? `${n + 1}. ${label(value)}` : label(value))).join("；");
  }
  if (typeof answer === "number") return question.unit ? `${answer} ${question.unit}` : String(answer);
  return question.options ? label(answer) : answer;
}
