// Reading aloud and taking down speech, where the platform can.

// WeChat has no reading voice and no recogniser without a plugin that every account must apply for;
// its own screen reader reads our pages, and its keyboard has a microphone.
export const canRead = false;
export const canHear = false;
export function read(_text: string): void {}
export function hush(): void {}
export function hear(_words: (text: string) => void, ended: () => void): () => void {
  ended();
  return () => undefined;
}
