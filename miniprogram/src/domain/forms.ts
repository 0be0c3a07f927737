// A form as the server sends it, and the two things a phone must know of it: which questions are
// asked after the answers so far, and whether one has been answered. The server decides in the end.

export interface Option {
  value: string;
  label: Words;
  class?: string;
  theme?: string;
  must?: boolean;
}

export interface Words {
  zh: string;
  en?: string;
}

export type Condition =
  | { question: string; in: (string | number)[] }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition };

export interface Question {
  key: string;
  type: "single" | "multiple" | "scale" | "number" | "text" | "ranking";
  title: Words;
  hint?: Words;
  required?: boolean;
  options?: Option[];
  min?: number;
  max?: number;
  unit?: string;
  max_length?: number;
  min_choices?: number;
  max_choices?: number;
  relevant?: Condition;
}

export interface Form {
  title: Words;
  intro?: Words;
  questions: Question[];
}

export type Answer = string | string[] | number;
export type Answers = Record<string, Answer>;

export function isMet(condition: Condition, given: Answers): boolean {
  if ("all" in condition) return condition.all.every((each) => isMet(each, given));
  if ("any" in condition) return condition.any.some((each) => isMet(each, given));
  if ("not" in condition) return !isMet(condition.not, given);
  const answer = given[condition.question];
  const chosen = Array.isArray(answer) ? answer : [answer];
  return chosen.some((value) => value !== undefined && condition.in.includes(value));
}

/** The questions that are asked after these answers, in the form's order. */
export function asked(form: Form, given: Answers): Question[] {
  const kept: Answers = {};
  return form.questions.filter((question) => {
    if (question.relevant && !isMet(question.relevant, kept)) return false;
    const answer = given[question.key];
    if (answer !== undefined) kept[question.key] = answer;
    return true;
  });
}

/** The answers to questions that are asked; what was written before a change of mind is left out. */
export function toSend(form: Form, given: Answers): Answers {
  const send: Answers = {};
  for (const question of asked(form, given)) {
    const answer = given[question.key];
    if (answer !== undefined && !isEmpty(answer)) send[question.key] = answer;
  }
  return send;
}

export function isEmpty(answer: Answer | undefined): boolean {
  if (answer === undefined) return true;
  return typeof answer === "string" ? !answer.trim() : Array.isArray(answer) && !answer.length;
}

/** Why an answer cannot stand yet: "required", "too_few", "too_many", "out_of_range", or nothing. */
export function fault(question: Question, answer: Answer | undefined): string | null {
  if (isEmpty(answer)) return question.required ? "required" : null;
  if (Array.isArray(answer)) {
    if (answer.length < (question.min_choices ?? 0)) return "too_few";
    if (answer.length > (question.max_choices ?? Infinity)) return "too_many";
    const whole = question.type === "ranking" && !question.min_choices && !question.max_choices;
    if (whole && answer.length < (question.options ?? []).length) return "too_few";
  }
  if (typeof answer === "number") {
    const inside = answer >= (question.min ?? -Infinity) && answer <= (question.max ?? Infinity);
    if (!Number.isInteger(answer) || !inside) return "out_of_range";
  }
  return null;
}

/** Put a value at the end of an order, or take it out again: ordering by taps, without dragging. */
export function toggled(order: string[], value: string): string[] {
  return order.includes(value) ? order.filter((each) => each !== value) : [...order, value];
}

/** One place up (-1) or down (1); at the ends nothing moves. */
export function moved(order: string[], value: string, by: -1 | 1): string[] {
  const from = order.indexOf(value);
  const to = from + by;
  if (from < 0 || to < 0 || to >= order.length) return order;
  const next = [...order];
  [next[from], next[to]] = [next[to]!, next[from]!];
  return next;
}
