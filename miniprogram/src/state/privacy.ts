// Whether the person has agreed to the privacy notice. In a mini program WeChat keeps the answer.
const KEPT = "sanwen.privacy";
const VERSION = "2026-11";

export function agreed(): Promise<boolean> {
  const own = uni.getStorageSync(KEPT) === VERSION;
  // #ifdef H5
  return Promise.resolve(own);
  // #endif
  // #ifdef MP-WEIXIN
  return new Promise((resolve) => {
    wx.getPrivacySetting({
      success: ({ needAuthorization }: { needAuthorization: boolean }) =>
        resolve(own && !needAuthorization),
      fail: () => resolve(own),
    });
  });
  // #endif
}

export function agree(): void {
  uni.setStorageSync(KEPT, VERSION);
}
