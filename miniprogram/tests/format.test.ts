import { afterEach, describe, expect, it } from "vitest";
import { area, count, day, daysLeft, door, grouped, moment } from "@/domain/format";

declare const process: { env: Record<string, string | undefined> };

describe("area", () => {
  it.each([
    [0, "0.00 ㎡"], [5, "0.05 ㎡"], [99, "0.99 ㎡"], [100, "1.00 ㎡"], [8816, "88.16 ㎡"],
    [2843157, "28,431.57 ㎡"], [100000000, "1,000,000.00 ㎡"], [9007199254740991, "90,071,992,547,409.91 ㎡"],
  ])("%i dm² is %s, to the last digit", (dm2, said) => expect(area(dm2)).toBe(said));
});

describe("count", () => {
  it.each([[0, "0"], [999, "999"], [1000, "1,000"], [12345, "12,345"], [1234567, "1,234,567"]])(
    "%i is %s", (number, said) => expect(count(number)).toBe(said));
});

describe("a moment", () => {
  const home = process.env.TZ;
  afterEach(() => {
    if (home === undefined) delete process.env.TZ;
    else process.env.TZ = home;
  });

  it.each(["Asia/Shanghai", "UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kolkata"])(
    "is told in Shanghai's time by a phone set to %s", (zone) => {
      process.env.TZ = zone;
      expect(moment("2026-11-20T04:05:59Z")).toBe("2026-11-20 12:05");
      expect(moment("2026-11-20T12:05:00+08:00")).toBe("2026-11-20 12:05");
      expect(moment("2026-12-31T16:00:00Z")).toBe("2027-01-01 00:00");
      expect(moment("2026-12-31T15:59:59Z")).toBe("2026-12-31 23:59");
      expect(moment("2026-03-08T10:30:00.123456+00:00")).toBe("2026-03-08 18:30"); // a night clocks change in elsewhere
      expect(day("2026-11-20T17:00:00Z")).toBe("2026-11-21");
    });

  it("is so many whole days away, and never less than none", () => {
    const now = Date.parse("2026-11-20T04:00:00Z");
    expect(daysLeft("2026-11-21T04:00:00Z", now)).toBe(1);
    expect(daysLeft("2026-11-20T04:00:01Z", now)).toBe(1);
    expect(daysLeft("2026-11-20T04:00:00Z", now)).toBe(0);
    expect(daysLeft("2026-11-01T04:00:00Z", now)).toBe(0);
  });
});

describe("a code", () => {
  it.each([["", ""], ["ABCD", "ABCD"], ["ABCDE", "ABCD-E"], ["ABCDEFGH", "ABCD-EFGH"], ["ABCDEFGHIJKL", "ABCD-EFGH-IJKL"]])(
    "%s stands in groups of four: %s", (code, said) => expect(grouped(code)).toBe(said));
});

describe("a door", () => {
  it.each([
    ["3", "2", "501", "3号楼2单元501"],
    ["3", "", "501", "3号楼501"],
    ["锦官楼", "2", "501", "锦官楼2单元501"],
    ["3", "东单元", "501", "3号楼东单元501"],
    ["3", "2", "", "3号楼2单元"],
    ["A", "", "商铺1", "A商铺1"],
  ])("%s %s %s is %s", (building, entrance, room, said) => expect(door({ building, entrance, room })).toBe(said));
});
