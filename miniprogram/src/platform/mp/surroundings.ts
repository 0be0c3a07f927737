// Where these pages are: their server's address for QR codes, and when the signal comes back.
export const origin = import.meta.env.VITE_API_BASE ?? "";

export function onSignal(call: () => void): void {
  uni.onNetworkStatusChange(({ isConnected }) => {
    if (isConnected) call();
  });
}

/** WeChat keeps the package on the phone. */
export function keepOffline(): void {}

export function nameTheTab(_title: string): void {}

/** Hand a text over: a mini program has no downloads, but a clipboard. */
export function handOver(text: string): void {
  uni.setClipboardData({ data: text });
}
