// Photos as small data URLs: they have to wait in the phone's storage until there is a signal.
const LONGEST = 1280; // pixels of the longer side: a signed form is still readable

export async function small(path: string): Promise<string> {
  const picture = await createImageBitmap(await (await fetch(path)).blob());
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.6);
}

/** A path that can be uploaded. */
export async function asFile(dataUrl: string): Promise<string> {
  return URL.createObjectURL(await (await fetch(dataUrl)).blob());
}
