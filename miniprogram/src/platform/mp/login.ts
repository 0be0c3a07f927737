// Logging in inside WeChat: wx.login gives a code that the server exchanges for who it is.
export type Account = "miniprogram" | "official";
export const account: Account = "miniprogram";

export function begin(_appid: string, done: (code: string) => void, failed: (error: unknown) => void): void {
  uni.login({ success: ({ code }) => done(code), fail: failed });
}

export function comeBack(): string | null {
  return null;
}
