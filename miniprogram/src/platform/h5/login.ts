// Logging in on the web: the official account's web authorisation. WeChat sends the browser back
// with a code, which is exchanged once and does not stay in the address.
const STATE = "sanwen.state";
export type Account = "miniprogram" | "official";
export const account: Account = "official";

/** Begin: the page is left, and WeChat comes back to it. */
export function begin(appid: string, _done: (code: string) => void, _failed: (error: unknown) => void): void {
  const state = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16)).join("");
  sessionStorage.setItem(STATE, state);
  const asked = new URLSearchParams({
    appid,
    redirect_uri: `${location.origin}/h5/`,
    response_type: "code",
    scope: "snsapi_base",
    state,
  });
  location.href = `https://open.weixin.qq.com/connect/oauth2/authorize?${asked.toString()}#wechat_redirect`;
}

/** The code that WeChat came back with, if it answers the question that this page asked. */
export function comeBack(): string | null {
  const told = new URLSearchParams(location.search);
  const code = told.get("code");
  if (!code) return null;
  history.replaceState(null, "", `/h5/${location.hash}`);
  return told.get("state") === sessionStorage.getItem(STATE) ? code : null;
}
