// Photos as small data URLs: they have to wait in the phone's storage until there is a signal.
const LONGEST = 1280; // pixels of the longer side: a signed form is still readable

export function small(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    uni.compressImage({
      src: path,
      quality: 60,
      compressedWidth: LONGEST,
      success: ({ tempFilePath }) => {
        const data = uni.getFileSystemManager().readFileSync(tempFilePath, "base64") as string;
        resolve(`data:image/jpeg;base64,${data}`);
      },
      fail: reject,
    });
  });
}

export function asFile(dataUrl: string): Promise<string> {
  const [head = "", data = ""] = dataUrl.split(",");
  const ending = head.includes("png") ? "png" : "jpg";
  const root = (uni as unknown as { env: { USER_DATA_PATH: string } }).env.USER_DATA_PATH;
  const path = `${root}/${Date.now()}.${ending}`;
  return new Promise((resolve, reject) => {
    uni.getFileSystemManager().writeFile({
      filePath: path,
      data,
      encoding: "base64",
      success: () => resolve(path),
      fail: reject,
    });
  });
}
