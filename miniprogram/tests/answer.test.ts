// From the first question to the receipt; the network is the platform's.
import { flushPromises } from "@vue/test-utils";
import { beforeEach, describe, expect, it, vi } from "vitest";
import Answer from "@/pages/answer.vue";
import { forgetHome } from "@/state/home";
import { session } from "@/state/session";
import { button, shown } from "./kit";
import { opened } from "./pages";
import { type Asked, network, type Told } from "./server";

const UNIT = { id: "u", estate_id: "e", building: "3", entrance: "2", room: "501" };
const ME = { kind: "resident", id: "me", memberships: [{ id: "m", unit: UNIT, state: "verified" }] };
const FORM = {
  title: { zh: "摸底" },
  questions: [
    { key: "wish", type: "single", required: true, title: { zh: "最想要什么？" }, options: [{ value: "lift", label: { zh: "电梯" } }, { value: "roof", label: { zh: "屋面" } }] },
    { key: "floor", type: "number", title: { zh: "您住几楼？" }, min: 1, max: 30, relevant: { question: "wish", in: ["lift"] } },
    { key: "more", type: "text", title: { zh: "还有什么？" } },
  ],
};
const ROUND = { id: "r", title: "锦官摸底", form: FORM };
const BALLOT = { id: "b", state: "counted", receipt: "AB2C3D4E", cast_at: "2026-11-20T04:05:00Z" };

let cast: (Told | null)[];
let seen: Asked[];
const ballots = () => seen.filter((each) => each.method === "PUT");

async function page() {
  const made = shown(Answer);
  await opened({ id: "r", unit: "u" });
  await flushPromises();
  return made;
}
type Page = Awaited<ReturnType<typeof page>>;
const tap = async (made: Page, name: string) => {
  await button(made, name).trigger("click");
  await flushPromises();
};

/** To the last page before sending: a lift, on the sixth floor, and nothing more. */
async function reviewed() {
  const made = await page();
  await tap(made, "电梯");
  await tap(made, "下一步");
  await made.get("input").setValue("6");
  await tap(made, "下一步");
  await tap(made, "不填，下一步");
  return made;
}

beforeEach(() => {
  forgetHome();
  session.begin("resident", "token", "2099-01-01T00:00:00Z", "");
  cast = [];
  seen = network(({ method, path }) => {
    if (method === "PUT") return cast.length ? cast.shift()! : { status: 201, data: { ballot: BALLOT } };
    const found = { "/me": ME, "/rounds/r": ROUND }[path];
    return found ? { status: 200, data: found } : { status: 404, data: { code: "not_found", title: "没有", detail: "" } };
  });
});

describe("answering", () => {
  it("asks one question a page, and after a look at all of it sends it once", async () => {
    const made = await reviewed();
    expect(ballots()).toEqual([]);
    expect(made.text()).toMatch(/3号楼2单元501.*最想要什么？.*电梯.*您住几楼？.*6.*还有什么？.*没有填/s);
    await tap(made, "提交我的答案");
    expect(ballots()).toHaveLength(1);
    expect(ballots()[0]).toMatchObject({
      path: "/rounds/r/units/u/ballot", token: "Bearer token", language: "zh-CN", body: { answers: { wish: "lift", floor: 6 } },
    });
  });

  it("shows the receipt in groups of four, and when it was", async () => {
    const made = await reviewed();
    await tap(made, "提交我的答案");
    expect(made.get("[role=status]").text()).toMatch(/AB2C-3D4E.*2026-11-20 12:05/s);
  });

  it("says when the home has answered otherwise, and does not call it counted", async () => {
    cast = [{ status: 201, data: { ballot: { ...BALLOT, state: "conflicted" } } }];
    const made = await reviewed();
    await tap(made, "提交我的答案");
    expect(made.get("[role=status]").classes()).toContain("warn");
    expect(made.text()).not.toContain("已经算进去了");
  });

  it("does not go on without an answer that is needed", async () => {
    const made = await page();
    await tap(made, "下一步");
    expect(made.get("[role=alert]").text()).toBe("这道题要填。");
    expect(made.text()).toContain("最想要什么？");
    await tap(made, "屋面");
    expect(made.find("[role=alert]").exists()).toBe(false);
  });

  it("does not go on with a number out of bounds", async () => {
    const made = await page();
    await tap(made, "电梯");
    await tap(made, "下一步");
    await made.get("input").setValue("31");
    await tap(made, "下一步");
    expect(made.find("[role=alert]").exists()).toBe(true);
    expect(made.text()).toContain("您住几楼？");
  });

  it("does not send what was answered before a change of mind", async () => {
    const made = await reviewed();
    await tap(made, "修改：最想要什么？");
    await tap(made, "屋面");
    await tap(made, "下一步");
    expect(made.text()).toContain("还有什么？");
    await tap(made, "不填，下一步");
    await tap(made, "提交我的答案");
    expect(ballots()[0]?.body).toEqual({ answers: { wish: "roof" } });
  });

  it("goes back to the question before", async () => {
    const made = await page();
    await tap(made, "电梯");
    await tap(made, "下一步");
    await tap(made, "上一题");
    expect(button(made, "电梯").attributes("aria-pressed")).toBe("true");
  });
});

describe("when something goes wrong", () => {
  it("sends the same answer again under the same key, because the first may have arrived", async () => {
    cast = [null, { status: 503, data: null }];
    const made = await reviewed();
    for (let n = 0; n < 3; n++) await tap(made, "提交我的答案");
    const keys = ballots().map((each) => each.key);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(made.find("[role=status]").exists()).toBe(true);
  });

  it("sends another answer under another key", async () => {
    cast = [null];
    const made = await reviewed();
    await tap(made, "提交我的答案");
    await tap(made, "修改：您住几楼？");
    await made.get("input").setValue("7");
    await tap(made, "下一步");
    await tap(made, "不填，下一步");
    await tap(made, "提交我的答案");
    expect(new Set(ballots().map((each) => each.key)).size).toBe(2);
    expect(ballots()[1]?.body).toEqual({ answers: { wish: "lift", floor: 7 } });
  });

  it("says that there is no network and that nothing is lost", async () => {
    cast = [null];
    const made = await reviewed();
    await tap(made, "提交我的答案");
    expect(made.get("[role=alert]").text()).toContain("没有网络");
    expect(button(made, "提交我的答案").attributes("disabled")).toBeUndefined();
  });

  it("shows the server's words and every place", async () => {
    const errors = [{ pointer: "/answers/floor", code: "out_of_range", message: "请填 1 到 30。" }];
    cast = [{ status: 422, data: { code: "invalid_input", title: "有地方不对", detail: "请改一下。", errors } }];
    const made = await reviewed();
    await tap(made, "提交我的答案");
    expect(made.get("[role=alert]").text()).toMatch(/有地方不对.*请改一下。.*请填 1 到 30。/s);
  });

  it("cannot be sent a second time while the first is on its way", async () => {
    const made = await reviewed();
    const send = button(made, "提交我的答案");
    void send.trigger("click");
    await made.vm.$nextTick();
    expect(send.attributes("disabled")).toBeDefined();
    await flushPromises();
    expect(ballots()).toHaveLength(1);
  });

  it("leads whoever is not logged in to the start, and asks the server nothing", async () => {
    session.end();
    await page();
    expect(vi.mocked(uni.reLaunch)).toHaveBeenCalledWith({ url: "/pages/start" });
    expect(seen).toEqual([]);
  });

  it("says so when there is no such round", async () => {
    const made = shown(Answer);
    await opened({ id: "gone", unit: "u" });
    await flushPromises();
    expect(made.get("[role=alert]").text()).toContain("没有");
  });
});
