import { describe, expect, it } from "vitest";
import { newId } from "@/domain/ids";
import { fromQr } from "@/domain/papers";
import { picture } from "@/domain/qr";

describe("the code on a ballot", () => {
  it("gives the serial and the unit", () => {
    expect(fromQr("SW1:round-1:unit-7:JG-0007:c2lnbmF0dXJl")).toEqual({ unit: "unit-7", serial: "JG-0007" });
  });
  it.each(["SW2:r:u:s:x", "SW1:r:u:s", "SW1:r:u:s:x:y", "sw1:r:u:s:x"])("%s is no ballot's: taken as a serial", (text) => {
    expect(fromQr(text)).toEqual({ unit: "", serial: text });
  });
  it("takes any other code as a serial, as long as one may be", () => {
    expect(fromQr("A-0001")).toEqual({ unit: "", serial: "A-0001" });
    expect(fromQr("https://example.com/" + "x".repeat(99)).serial).toHaveLength(40);
    expect(fromQr("")).toEqual({ unit: "", serial: "" });
  });
});

describe("a code for others to scan", () => {
  it("is a picture in itself, whatever is in it", () => {
    expect(picture("http://127.0.0.1:8000/h5/#/pages/signin?code=AB2C3D")).toMatch(/^data:image\/gif;base64,/);
    expect(picture("三问")).not.toBe(picture("四问"));
  });
});

describe("an id made on the phone", () => {
  it("is 128 bits, and none like another", () => {
    const ids = Array.from({ length: 1000 }, newId);
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(1000);
  });
});
