// How large the phone's owner wants letters, as a factor of the standard size.

export function fontScale(): number {
  const probe = document.createElement("div");
  probe.style.cssText = "position:absolute;visibility:hidden;width:1rem";
  document.body.appendChild(probe);
  const pixels = probe.getBoundingClientRect().width;
  probe.remove();
  return pixels / 16;
}
