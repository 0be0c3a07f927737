// The outbox as a page has it: over the real client, with only the platform standing in.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Asked, network, type Told } from "./server";
import { forgetStorage } from "./setup";

const PNG = `data:image/png;base64,${btoa("a signature")}`;
const ENTRY = {
  id: "one",
  label: "3号楼2单元501",
  method: "POST" as const,
  path: "/rounds/r/paper-ballots",
  body: { unit_id: "u" },
  at: 1,
};

let listening: (() => void)[] = [];

/** The module anew, as when the app is opened again; the closed one listens no more. */
async function opened() {
  close();
  vi.resetModules();
  const listen = vi.spyOn(window, "addEventListener");
  const made = await import("@/state/outbox");
  listening = listen.mock.calls.map(([name, call]) => () => window.removeEventListener(name, call));
  listen.mockRestore();
  return made;
}
function close() {
  vi.clearAllTimers();
  for (const stop of listening.splice(0)) stop();
}
const ours = ({ path }: Asked): Told => ({ status: 201, data: { id: path === "/attachments" ? "scan" : "row" } });

beforeEach(() => {
  forgetStorage();
  vi.useFakeTimers({ toFake: ["setInterval"] });
});
afterEach(() => {
  close();
  vi.useRealTimers();
});

describe("the outbox of this phone", () => {
  it("sends an entry under its own id, and its picture before it", async () => {
    const seen = network(ours);
    const { outbox } = await opened();
    outbox.add({ ...ENTRY, picture: { field: "scan_id", dataUrl: PNG } });
    await outbox.flush();
    expect(seen.map(({ method, path, key }) => [method, path, key])).toEqual([
      ["POST", "/attachments", "one-picture"],
      ["POST", "/rounds/r/paper-ballots", "one"],
    ]);
    expect(seen[1]?.body).toEqual({ unit_id: "u", scan_id: "scan" });
    expect(outbox.entries[0]?.state).toBe("sent");
  });

  it("keeps each picture in a place of its own, and forgets it once it has arrived", async () => {
    const places = new Map<string, number>();
    const write = uni.setStorageSync;
    uni.setStorageSync = (key: string, data: unknown) => {
      places.set(key, JSON.stringify(data).length);
      write(key, data);
    };
    const { outbox } = await opened();
    const large = `data:image/jpeg;base64,${"A".repeat(300_000)}`;
    for (const id of ["a", "b", "c", "d"]) outbox.add({ ...ENTRY, id, picture: { field: "scan_id", dataUrl: large } });
    await outbox.flush();
    expect([...places.values()].every((size) => size < 1_000_000)).toBe(true);
    expect(places.get("sanwen.outbox")).toBeLessThan(2_000);
    network(ours);
    await outbox.flush();
    expect(["a", "b", "c", "d"].map((id) => uni.getStorageSync(`sanwen.outbox.${id}`))).toEqual(["", "", "", ""]);
  });

  it("still has the picture after the app was closed", async () => {
    const first = await opened();
    first.outbox.add({ ...ENTRY, picture: { field: "scan_id", dataUrl: PNG } });
    const { outbox, shown } = await opened();
    expect(shown.entries[0]?.picture?.dataUrl).toBe(PNG);
    const seen = network(ours);
    await outbox.flush();
    expect(seen).toHaveLength(2);
  });

  it("says that the store is full, and loses nothing that it holds", async () => {
    const { outbox, shown } = await opened();
    outbox.add(ENTRY);
    const write = uni.setStorageSync;
    uni.setStorageSync = (key: string, data: unknown) => {
      if (key === "sanwen.outbox") throw new Error("exceed storage max size");
      write(key, data);
    };
    const picture = { field: "scan_id", dataUrl: PNG };
    expect(() => outbox.add({ ...ENTRY, id: "two", picture })).toThrow("exceed");
    expect(shown.full).toBe(true);
    expect(outbox.entries.map((each) => each.id)).toEqual(["one"]);
    expect(uni.getStorageSync("sanwen.outbox.two")).toBe("");
    uni.setStorageSync = write;
    outbox.add({ ...ENTRY, id: "two", picture });
    expect(shown.full).toBe(false);
  });

  it.each([["nobody", null], ["a gateway's page", { status: 502, data: "<html>Bad Gateway</html>" }],
    ["a hotel's log-in page", { status: 200, data: "<html>Welcome</html>" }],
    ["a hotel that takes uploads", { status: 201, data: "<html>Thank you</html>" }]] satisfies [string, Told | null][])(
    "waits when %s answers, and sends all of it afterwards", async (_who, told) => {
      for (const picture of [undefined, { field: "scan_id", dataUrl: PNG }]) {
        forgetStorage();
        network(() => told);
        const { outbox } = await opened();
        outbox.add({ ...ENTRY, picture });
        await outbox.flush();
        expect(outbox.entries[0]?.state).toBe("waiting");
        const seen = network(ours);
        await outbox.flush();
        expect(outbox.entries[0]?.state).toBe("sent");
        expect(seen).toHaveLength(picture ? 2 : 1);
      }
    });

  it("waits while the first try is still at work, and tells a contradiction in the server's words", async () => {
    network(() => ({ status: 409, data: { code: "in_progress", title: "Busy" } }));
    const { outbox, shown } = await opened();
    outbox.add(ENTRY);
    await outbox.flush();
    expect(shown.news).toEqual([]);
    network(() => ({ status: 409, data: { code: "paper_already_entered", title: "已录入", detail: "编号用过。" } }));
    await outbox.flush();
    expect(shown.news.map(({ state, message }) => [state, message])).toEqual([["conflict", "已录入 编号用过。"]]);
  });

  it("keeps what waits when the log-in has run out, and sends it under the next", async () => {
    const { outbox } = await opened();
    const { session } = await import("@/state/session");
    session.begin("staff", "old", "2099-01-01T00:00:00Z", "volunteer");
    network(() => ({ status: 401, data: { code: "unauthenticated" } }));
    outbox.add(ENTRY);
    await outbox.flush();
    expect([session.token, outbox.entries[0]?.state]).toEqual(["", "waiting"]);
    session.begin("staff", "new", "2099-01-01T00:00:00Z", "volunteer");
    const seen = network(ours);
    await outbox.flush();
    expect(seen[0]?.token).toBe("Bearer new");
    expect(outbox.entries[0]?.state).toBe("sent");
  });

  it.each([["waits", null], ["is locked", { status: 423, data: { code: "locked" } }]] satisfies [string, Told | null][])(
    "tries again by itself what %s", async (_state, told) => {
      network(() => told);
      const { outbox } = await opened();
      outbox.add(ENTRY);
      await outbox.flush();
      const seen = network(ours);
      await vi.advanceTimersByTimeAsync(16_000);
      expect(seen).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(seen).toHaveLength(1);
    });

  it("sends as soon as the signal is back", async () => {
    const { outbox } = await opened();
    outbox.add(ENTRY);
    const seen = network(ours);
    window.dispatchEvent(new Event("online"));
    await outbox.flush();
    expect(seen).toHaveLength(1);
  });
});
