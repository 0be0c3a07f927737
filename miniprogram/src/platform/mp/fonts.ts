// How large the phone's owner wants letters, as a factor of the standard size.

export function fontScale(): number {
  const told = (uni as unknown as { getAppBaseInfo(): Record<string, number> }).getAppBaseInfo();
  return told.fontSizeScaleFactor || (told.fontSizeSetting ?? 17) / 17;
}
