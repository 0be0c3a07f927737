import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetStorage } from "./setup";

/** A phone whose owner has set its letters to so many pixels. */
async function phone(pixels: number) {
  vi.resetModules();
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockReturnValue({ width: pixels } as DOMRect);
  const { elder } = await import("@/state/elder");
  elder.begin();
  return elder;
}

beforeEach(forgetStorage);
afterEach(() => void vi.restoreAllMocks());

describe("large letters", () => {
  it.each([[16, false], [19, false], [19.2, true], [22.4, true]])("at %f pixels: %s by themselves", async (pixels, on) => {
    expect((await phone(pixels)).on).toBe(on);
  });

  it("stay off where somebody chose so, however large the phone's letters", async () => {
    (await phone(24)).set(false);
    expect((await phone(24)).on).toBe(false);
  });

  it("stay on where somebody chose so, however small the phone's letters", async () => {
    (await phone(16)).set(true);
    expect((await phone(16)).on).toBe(true);
  });

  it("leave nothing behind of the asking", async () => {
    await phone(16);
    expect(document.body.children).toHaveLength(0);
  });
});
