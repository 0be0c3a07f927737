import { describe, expect, it } from "vitest";
import { type Answer, type Answers, asked, type Condition, fault, type Form, isEmpty, isMet, moved, type Question, toggled, toSend } from "@/domain/forms";
import { said } from "@/domain/said";

const words = (zh: string) => ({ zh });
const options = ["a", "b", "c"].map((value) => ({ value, label: words(value.toUpperCase()) }));
const lift: Condition = { question: "wish", in: ["lift"] };
const loud: Condition = { question: "noise", in: [4, 5] };

describe("isMet", () => {
  it.each<[string, Condition, Answers, boolean]>([
    ["one of the values", lift, { wish: "lift" }, true],
    ["another value", lift, { wish: "roof" }, false],
    ["no answer", lift, {}, false],
    ["one of several chosen", lift, { wish: ["roof", "lift"] }, true],
    ["none chosen", lift, { wish: [] }, false],
    ["a number", loud, { noise: 4 }, true],
    ["a number as text is no number", loud, { noise: "4" }, false],
    ["all of both", { all: [lift, loud] }, { wish: "lift", noise: 5 }, true],
    ["all but one", { all: [lift, loud] }, { wish: "lift", noise: 1 }, false],
    ["all of nothing", { all: [] }, {}, true],
    ["any of both", { any: [lift, loud] }, { noise: 5 }, true],
    ["any, none", { any: [lift, loud] }, { wish: "roof" }, false],
    ["any of nothing", { any: [] }, {}, false],
    ["not", { not: lift }, { wish: "roof" }, true],
    ["not, without an answer", { not: lift }, {}, true],
    ["not of any of all", { not: { any: [{ all: [lift, loud] }] } }, { wish: "lift", noise: 5 }, false],
  ])("%s", (_case, condition, given, met) => {
    expect(isMet(condition, given)).toBe(met);
  });
});

const FORM: Form = {
  title: words("摸底"),
  questions: [
    { key: "wish", type: "single", title: words("愿望"), options: [{ value: "lift", label: words("电梯") }, { value: "roof", label: words("屋面") }] },
    { key: "floor", type: "number", title: words("楼层"), relevant: lift },
    { key: "high", type: "text", title: words("为何"), relevant: { question: "floor", in: [6, 7] } },
    { key: "last", type: "text", title: words("其他") },
  ],
};
const keys = (given: Answers) => asked(FORM, given).map((each) => each.key);

describe("asked", () => {
  it("asks what does not depend on anything, in the form's order", () => {
    expect(keys({})).toEqual(["wish", "last"]);
  });
  it("asks what follows from an answer, and what follows from that", () => {
    expect(keys({ wish: "lift" })).toEqual(["wish", "floor", "last"]);
    expect(keys({ wish: "lift", floor: 6 })).toEqual(["wish", "floor", "high", "last"]);
  });
  it("does not ask what hangs on an answer that is itself asked no more", () => {
    expect(keys({ wish: "roof", floor: 6 })).toEqual(["wish", "last"]);
  });
});

describe("toSend", () => {
  it("leaves out what was answered before a change of mind", () => {
    expect(toSend(FORM, { wish: "roof", floor: 6, high: "腿脚不便" })).toEqual({ wish: "roof" });
  });
  it("has it again when the mind changes back", () => {
    expect(toSend(FORM, { wish: "lift", floor: 6, high: "腿脚不便" })).toEqual({ wish: "lift", floor: 6, high: "腿脚不便" });
  });
  it("leaves out what is empty, and what the form does not ask", () => {
    expect(toSend(FORM, { last: "   ", other: "x" })).toEqual({});
  });
  it("keeps a zero: it is an answer", () => {
    expect(toSend(FORM, { wish: "lift", floor: 0 })).toEqual({ wish: "lift", floor: 0 });
  });
});

describe("isEmpty", () => {
  it.each<[Answer | undefined, boolean]>([
    [undefined, true], ["", true], [" \n", true], [[], true], ["a", false], [["a"], false], [0, false],
  ])("%j: %s", (answer, empty) => expect(isEmpty(answer)).toBe(empty));
});

function question(type: Question["type"], more: Partial<Question> = {}): Question {
  return { key: "q", type, title: words("题"), options, ...more };
}

describe("fault", () => {
  it.each<Question["type"]>(["single", "multiple", "scale", "number", "text", "ranking"])(
    "lets %s be left out unless it is required", (type) => {
      expect(fault(question(type), undefined)).toBeNull();
      expect(fault(question(type, { required: true }), undefined)).toBe("required");
    });

  it.each<[string, Question, Answer | undefined, string | null]>([
    ["a choice", question("single", { required: true }), "a", null],
    ["only blanks", question("text", { required: true }), " \t", "required"],
    ["words", question("text", { required: true }), "好", null],
    ["nothing chosen", question("multiple", { required: true }), [], "required"],
    ["nothing chosen, and it may", question("multiple", { min_choices: 2 }), [], null],
    ["fewer than needed", question("multiple", { min_choices: 2 }), ["a"], "too_few"],
    ["as few as needed", question("multiple", { min_choices: 2 }), ["a", "b"], null],
    ["as many as allowed", question("multiple", { max_choices: 2 }), ["a", "b"], null],
    ["more than allowed", question("multiple", { max_choices: 2 }), ["a", "b", "c"], "too_many"],
    ["an order with a gap", question("ranking"), ["a", "c"], "too_few"],
    ["a whole order", question("ranking"), ["c", "a", "b"], null],
    ["the first two of an order that asks for two", question("ranking", { min_choices: 2, max_choices: 2 }), ["c", "a"], null],
    ["a short order that may be short", question("ranking", { max_choices: 2 }), ["c"], null],
    ["below a scale", question("scale", { min: 1, max: 5 }), 0, "out_of_range"],
    ["its lowest step", question("scale", { min: 1, max: 5 }), 1, null],
    ["its highest step", question("scale", { min: 1, max: 5 }), 5, null],
    ["above a scale", question("scale", { min: 1, max: 5 }), 6, "out_of_range"],
    ["a number without bounds", question("number"), -7, null],
    ["half a number", question("number"), 1.5, "out_of_range"],
    ["zero", question("number", { required: true, min: 0 }), 0, null],
  ])("%s", (_case, asks, answer, wrong) => expect(fault(asks, answer)).toBe(wrong));
});

describe("an order by taps", () => {
  it("puts what is tapped at the end, and takes it out when tapped again", () => {
    expect(toggled([], "a")).toEqual(["a"]);
    expect(toggled(["a"], "b")).toEqual(["a", "b"]);
    expect(toggled(["a", "b", "c"], "b")).toEqual(["a", "c"]);
  });
  it.each<[string[], string, -1 | 1, string[]]>([
    [["a", "b", "c"], "b", -1, ["b", "a", "c"]],
    [["a", "b", "c"], "b", 1, ["a", "c", "b"]],
    [["a", "b", "c"], "a", -1, ["a", "b", "c"]],
    [["a", "b", "c"], "c", 1, ["a", "b", "c"]],
    [["a"], "a", 1, ["a"]],
    [["a", "b"], "x", 1, ["a", "b"]],
    [[], "a", -1, []],
  ])("moves %j: %s by %i", (order, value, by, moves) => expect(moved(order, value, by)).toEqual(moves));
  it("never changes the order it was given", () => {
    const order = Object.freeze(["a", "b"]) as string[];
    expect([toggled(order, "a"), moved(order, "a", 1)]).toEqual([["b"], ["b", "a"]]);
  });
});

describe("said", () => {
  it.each<[string, Question, Answer | undefined, string]>([
    ["nothing", question("single"), undefined, "没有填"],
    ["blanks", question("text", { options: undefined }), "  ", "没有填"],
    ["a choice by its name", question("single"), "a", "A"],
    ["choices by their names", question("multiple"), ["a", "c"], "A；C"],
    ["an order with its places", question("ranking"), ["c", "a"], "1. C；2. A"],
    ["a number with its unit", question("number", { unit: "楼" }), 6, "6 楼"],
    ["a zero", question("scale"), 0, "0"],
    ["words as they are", question("text", { options: undefined }), "多装路灯", "多装路灯"],
    ["a choice the form has no more", question("single"), "x", "x"],
  ])("%s", (_case, asks, answer, told) => expect(said(asks, answer)).toBe(told));
});
