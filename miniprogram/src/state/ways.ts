// From page to page.
export function go(path: string, facts: Record<string, string> = {}): void {
  const asked = Object.entries(facts).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  uni.navigateTo({ url: `/${path}${asked.length ? `?${asked.join("&")}` : ""}` });
}

export function swap(path: string): void {
  uni.reLaunch({ url: `/${path}` });
}

export function back(): void {
  if (getCurrentPages().length > 1) uni.navigateBack();
  else swap("pages/home");
}
