// Reading aloud and taking down speech, where the platform can.

interface Heard {
  results: { [n: number]: { [n: number]: { transcript: string } } };
}
interface Recogniser {
  lang: string;
  onresult: ((heard: Heard) => void) | null;
  onend: (() => void) | null;
  onerror: (() => void) | null;
  start(): void;
  stop(): void;
}
type Make = new () => Recogniser;

export const canRead = typeof speechSynthesis !== "undefined";

export function read(text: string): void {
  speechSynthesis.cancel();
  const said = new SpeechSynthesisUtterance(text);
  said.lang = "zh-CN";
  said.rate = 0.85; // a little slower than people talk
  speechSynthesis.speak(said);
}

export function hush(): void {
  if (canRead) speechSynthesis.cancel();
}

function maker(): Make | undefined {
  const there = window as unknown as { SpeechRecognition?: Make; webkitSpeechRecognition?: Make };
  return there.SpeechRecognition ?? there.webkitSpeechRecognition;
}

export const canHear = typeof window !== "undefined" && maker() !== undefined;

/** Take down what is said; calls back with the words, and when it has ended. Returns how to stop. */
export function hear(words: (text: string) => void, ended: () => void): () => void {
  const Recognition = maker();
  if (!Recognition) return ended;
  const ear = new Recognition();
  ear.lang = "zh-CN";
  ear.onresult = ({ results }) => words(results[0]?.[0]?.transcript ?? "");
  ear.onend = ear.onerror = ended;
  ear.start();
  return () => ear.stop();
}
