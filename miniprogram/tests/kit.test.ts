import { afterEach, describe, expect, it } from "vitest";
import type { Answer, Question } from "@/domain/forms";
import UiBar from "@/kit/UiBar.vue";
import UiButton from "@/kit/UiButton.vue";
import UiField from "@/kit/UiField.vue";
import UiQuestion from "@/kit/UiQuestion.vue";
import UiTrouble from "@/kit/UiTrouble.vue";
import { speak } from "@/state/words";
import { button, shown } from "./kit";

afterEach(() => speak("zh_CN"));

describe("UiButton", () => {
  it("is one real button, for keyboards and screen readers", async () => {
    const page = shown(UiButton, { label: "到下一题" }, { default: "下一题" });
    const [only, ...more] = page.findAll("button");
    expect(more).toEqual([]);
    expect(only?.attributes()).toMatchObject({ type: "button", "aria-label": "到下一题" });
    expect(only?.text()).toBe("下一题");
    await only?.trigger("click");
    expect(page.emitted("tap")).toHaveLength(1);
  });

  it("says whether it is pressed only where it can be", () => {
    const pressed = (props: object) => shown(UiButton, { ...props }).get("button").attributes("aria-pressed");
    expect([pressed({ pressed: true }), pressed({ pressed: false }), pressed({})]).toEqual(["true", "false", undefined]);
  });

  it("says which page one is on", () => {
    expect(shown(UiButton, { current: true }).get("button").attributes("aria-current")).toBe("page");
    expect(shown(UiButton, { current: false }).get("button").attributes("aria-current")).toBeUndefined();
  });

  it("does nothing while it is disabled", async () => {
    const page = shown(UiButton, { disabled: true });
    await page.get("button").trigger("click");
    expect(page.emitted("tap")).toBeUndefined();
  });
});

describe("UiField", () => {
  it("is a real input inside its real label", () => {
    const page = shown(UiField, { modelValue: "3号楼", label: "住房", hint: "例如 3号楼1单元501" });
    const input = page.get("input");
    expect(page.get("label").text()).toBe("住房");
    expect(page.get("label").attributes("for")).toBe(input.attributes("id"));
    expect(page.get(`#${input.attributes("aria-describedby")}`).text()).toContain("例如");
    expect((input.element as HTMLInputElement).value).toBe("3号楼");
  });

  it("tells what is typed, as a browser tells it and as a mini program does", async () => {
    const page = shown(UiField, { modelValue: "", label: "编号" });
    await page.get("input").setValue("A-0001");
    page.get("input").element.dispatchEvent(new CustomEvent("input", { detail: { value: "A-0002" } }));
    expect(page.emitted("update:modelValue")).toEqual([["A-0001"], ["A-0002"]]);
  });

  it("is a box for several lines", () => {
    const page = shown(UiField, { modelValue: "", label: "您的话", lines: true, maxlength: 1000 });
    expect(page.get("textarea").attributes("maxlength")).toBe("1000");
    expect(page.find("input").exists()).toBe(false);
  });

  it("brings the keyboard for numbers without refusing letters, and hides a password", () => {
    expect(shown(UiField, { modelValue: "", label: "面积", type: "number" }).get("input").attributes()).toMatchObject({ type: "text", inputmode: "numeric" });
    expect(shown(UiField, { modelValue: "", label: "密码", type: "password" }).get("input").attributes("type")).toBe("password");
  });
});

describe("UiBar", () => {
  const style = (part: number, whole: number) => {
    const page = shown(UiBar, { label: "户数", part, whole, said: `${part}/${whole}` });
    return page.get(".fill").attributes("style");
  };
  it("is never longer than it may look: a share is cut, not rounded up", () => {
    expect(style(2999, 3000)).toBe("width: 99.9%;");
    expect(style(3000, 3000)).toBe("width: 100%;");
    expect(style(4000, 3000)).toBe("width: 100%;");
    expect(style(0, 0)).toBe("width: 0%;");
  });
  it("marks what is needed", () => {
    expect(shown(UiBar, { label: "户数", part: 1, whole: 3, said: "", needed: 2 }).get(".need").attributes("style")).toBe("left: 66.6%;");
    expect(shown(UiBar, { label: "户数", part: 1, whole: 3, said: "" }).find(".need").exists()).toBe(false);
  });
});

describe("UiTrouble", () => {
  it("is read out as soon as it appears, with every place that is wrong", () => {
    const page = shown(UiTrouble, { trouble: { title: "没有收下", detail: "请看下面。", places: ["要填编号。", "要选一户。"] } });
    expect(page.get("[role=alert]").text()).toMatch(/没有收下.*请看下面。.*要填编号。.*要选一户。/s);
    expect(shown(UiTrouble, { trouble: null }).find("[role=alert]").exists()).toBe(false);
  });
});

const options = [
  { value: "lift", label: { zh: "电梯", en: "Lift" }, class: "upgrading", theme: "services" },
  { value: "roof", label: { zh: "屋面", en: "Roof" }, class: "basic", theme: "safety" },
  { value: "pipe", label: { zh: "管网", en: "Pipes" }, class: "basic" },
];
const asks = (type: Question["type"], more: Partial<Question> = {}): Question => ({ key: "q", type, title: { zh: "题" }, ...more });
const page = (question: Question, modelValue?: Answer) => shown(UiQuestion, { question, modelValue });
type Page = ReturnType<typeof page>;
const told = (made: Page) => (made.emitted("update:modelValue") ?? []).map(([answer]) => answer);
const names = (made: Page) => made.findAll("button").map((each) => each.text());

describe("UiQuestion", () => {
  it("is a group that bears the question's name, with its hint", () => {
    const made = page(asks("single", { options, hint: { zh: "选一项" } }));
    expect(made.get("[role=group]").attributes("aria-label")).toBe("题");
    expect(made.text()).toContain("选一项");
  });

  describe("of one choice", () => {
    it("tells what is tapped", async () => {
      const made = page(asks("single", { options }));
      await button(made, "屋面").trigger("click");
      expect(told(made)).toEqual(["roof"]);
    });
    it("shows what is chosen, for eyes and for ears", () => {
      const made = page(asks("single", { options }), "roof");
      expect(names(made)).toEqual(["○ 电梯", "● 屋面", "○ 管网"]);
      expect(made.findAll("button").map((each) => each.attributes("aria-pressed"))).toEqual(["false", "true", "false"]);
    });
    it("lets a choice be taken back, unless the question needs an answer", async () => {
      for (const [required, after] of [[false, undefined], [true, "roof"]] as const) {
        const made = page(asks("single", { options, required }), "roof");
        await button(made, "屋面").trigger("click");
        expect(told(made)).toEqual([after]);
      }
    });
    it("reads in the reader's language", () => {
      speak("en");
      expect(names(page(asks("single", { options })))).toEqual(["○ Lift", "○ Roof", "○ Pipes"]);
    });
  });

  describe("of several choices", () => {
    it("adds what is tapped, and takes it out again", async () => {
      const made = page(asks("multiple", { options }), ["roof"]);
      await button(made, "电梯").trigger("click");
      await button(made, "屋面").trigger("click");
      expect(told(made)).toEqual([["roof", "lift"], []]);
    });
    it("shows them by their classes, in the form's order", () => {
      const made = page(asks("multiple", { options }), ["pipe"]);
      expect(made.findAll("view.title").map((each) => each.text())).toEqual(["提升类", "基础类"]);
      expect(made.findAll("button").map((each) => each.attributes("aria-pressed"))).toEqual(["false", "false", "true"]);
    });
    it("keeps its marks from those who listen", () => {
      const made = page(asks("multiple", { options }));
      expect(made.findAll(".mark").every((each) => each.attributes("aria-hidden") === "true")).toBe(true);
    });
    it("says what is done in any case, and does not ask for it", () => {
      const made = page(asks("multiple", { options: [...options, { value: "fire", label: { zh: "消防" }, must: true }] }));
      expect(made.get(".good").text()).toContain("这些一定会改");
      expect(made.get(".good").text()).toContain("消防");
      expect(names(made).some((each) => each.includes("消防"))).toBe(false);
    });
  });

  describe("of an order", () => {
    it("puts what is tapped at the end", async () => {
      const made = page(asks("ranking", { options }), ["roof"]);
      await button(made, "电梯").trigger("click");
      expect(told(made)).toEqual([["roof", "lift"]]);
      expect(made.findAll("view.card .title").map((each) => each.text())).toEqual(["1. 屋面"]);
    });
    it("moves by one place, is taken out, and each button says of what", async () => {
      const made = page(asks("ranking", { options }), ["roof", "lift", "pipe"]);
      const named = (word: string) => made.findAll("button").filter((each) => each.attributes("aria-label")?.includes(word));
      const [up, down, out] = named("电梯");
      for (const each of [up, down, out]) await each?.trigger("click");
      expect(told(made)).toEqual([["lift", "roof", "pipe"], ["roof", "pipe", "lift"], ["roof", "pipe"]]);
    });
    it("does not move what stands at an end", () => {
      const made = page(asks("ranking", { options }), ["roof", "lift"]);
      const disabled = made.findAll(".card button").map((each) => each.attributes("disabled") !== undefined);
      expect(disabled).toEqual([true, false, false, false, true, false]);
    });
  });

  describe("of a scale", () => {
    it("has its steps, one to five where the form says nothing", () => {
      expect(names(page(asks("scale")))).toEqual(["1", "2", "3", "4", "5"]);
      expect(names(page(asks("scale", { min: 0, max: 10 })))).toHaveLength(11);
    });
    it("tells the step as a number", async () => {
      const made = page(asks("scale"), 2);
      expect(made.findAll("button").map((each) => each.attributes("aria-pressed"))).toEqual(["false", "true", "false", "false", "false"]);
      await button(made, "4").trigger("click");
      expect(told(made)).toEqual([4]);
    });
  });

  describe("of a number", () => {
    it.each([["7", 7], [" 12 ", 12], ["-3", -3], ["0", 0], ["", undefined], ["1.5", undefined], ["七", undefined], ["1".repeat(16), undefined]])(
      "takes %j as %j", async (typed, number) => {
        const made = page(asks("number"));
        await made.get("input").setValue(typed);
        expect(told(made).pop()).toBe(number);
      });
    it("shows what was given, and its unit", () => {
      const made = page(asks("number", { unit: "平方米" }), 0);
      expect((made.get("input").element as HTMLInputElement).value).toBe("0");
      expect(made.get("label").text()).toContain("平方米");
    });
  });

  describe("of words", () => {
    it("is a box as long as the form allows", async () => {
      const made = page(asks("text", { max_length: 200 }), "多装");
      const box = made.get("textarea");
      expect((box.element as HTMLTextAreaElement).value).toBe("多装");
      expect(box.attributes("maxlength")).toBe("200");
      await box.setValue("多装路灯");
      expect(told(made)).toEqual(["多装路灯"]);
    });
  });
});
