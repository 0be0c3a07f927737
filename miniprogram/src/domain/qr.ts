import qrcode from "qrcode-generator";

/** A QR code as a data URL, with the quiet zone that scanners need. */
export function picture(text: string): string {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  return code.createDataURL(6, 24);
}
