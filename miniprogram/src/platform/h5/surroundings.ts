// Where these pages are: their address for QR codes, and when the signal comes back.
export const origin = location.origin;

export function onSignal(call: () => void): void {
  window.addEventListener("online", call);
}

/** The pages themselves are there without a signal: a service worker keeps them, fetched last. */
export function keepOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  const keep = () => void navigator.serviceWorker.register("/h5/worker.js").catch(() => undefined);
  if (document.readyState === "complete") keep();
  else window.addEventListener("load", keep, { once: true });
}

export function nameTheTab(title: string): void {
  document.title = `${title} · 三问`;
}

/** Hand a text over as a file. */
export function handOver(text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "sanwen.json";
  link.click();
}
