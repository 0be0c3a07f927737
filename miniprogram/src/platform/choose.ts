/** Choose or take up to `count` photos. Nothing chosen is an empty list, not an error. */
export function choose(count: number): Promise<string[]> {
  return new Promise((resolve) => {
    uni.chooseImage({
      count,
      sizeType: ["compressed"],
      success: ({ tempFilePaths }) => resolve([...tempFilePaths]),
      fail: () => resolve([]),
    });
  });
}
