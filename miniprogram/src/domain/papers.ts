// The QR on a printed ballot: "SW1:<round>:<unit>:<serial>:<signature>". The server checks the
// signature; the phone only reads what saves typing.
export interface Read {
  serial: string;
  unit: string;
}

export function fromQr(text: string): Read {
  const parts = text.split(":");
  if (parts[0] === "SW1" && parts.length === 5) return { unit: parts[2] ?? "", serial: parts[3] ?? "" };
  return { unit: "", serial: text.slice(0, 40) };
}
