// The platform below our code: storage in memory, a network that nobody answers on, and no pages.
import { beforeEach, vi } from "vitest";

const kept = new Map<string, unknown>();

export function forgetStorage(): void {
  kept.clear();
}

function silent({ fail }: { fail?: (error: { errMsg: string }) => void }): void {
  queueMicrotask(() => fail?.({ errMsg: "request:fail" }));
}

/** As the platform keeps it: what is read is never what was written, but a copy. */
const storage = {
  getStorageSync: (key: string) => structuredClone(kept.get(key) ?? ""),
  setStorageSync: (key: string, value: unknown) =>
    void kept.set(key, JSON.parse(JSON.stringify(value))),
  removeStorageSync: (key: string) => void kept.delete(key),
};

function platform() {
  return {
    ...storage,
    request: silent,
    uploadFile: silent,
    downloadFile: silent,
    reLaunch: vi.fn(),
    navigateTo: vi.fn(),
    navigateBack: vi.fn(),
  };
}

Object.assign(globalThis, { uni: platform(), getCurrentPages: () => [] });
beforeEach(() => void Object.assign(uni, platform()));
