"""What can be measured of a page in the browser: letters, targets, contrast, width."""

LEAST_LETTERS = 24  # px, 18 pt
LEAST_TARGET = 80  # px, 60 pt
LEAST_CONTRAST = 4.5

TOOLS = """
const visible = (element) =>
  element.checkVisibility({opacityProperty: true, visibilityProperty: true})
  && element.getBoundingClientRect().width > 1;
const texts = function* () {
  const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (all.nextNode()) {
    const words = all.currentNode.data.trim();
    const element = all.currentNode.parentElement;
    if (words && visible(element)) yield [words.slice(0, 30), element];
  }
  for (const box of document.querySelectorAll("input, textarea"))
    if (visible(box)) yield [box.value.slice(0, 30) || "(box)", box];
};
"""
LETTERS = """least => [...texts()]
  .map(([words, element]) => [words, parseFloat(getComputedStyle(element).fontSize)])
  .filter(([_words, size]) => size < least)"""
#: a box to write in is as wide as the page; it is its height that counts
TARGETS = """least => [...document.querySelectorAll("button, input, textarea, a, [role=button]")]
  .filter(visible)
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([element, box]) => box.height < least
    || (box.width < least && !element.matches("input, textarea")))
  .map(([element, box]) => [element.innerText || element.id, box.width, box.height])"""
CONTRAST = """least => {
  const parts = (colour) => {
    const [r, g, b, alpha = 1] = colour.match(/[\\d.]+/g).map(Number);
    return [r, g, b, alpha];
  };
  const over = ([r, g, b, alpha], [x, y, z]) =>
    [r, g, b].map((top, n) => top * alpha + [x, y, z][n] * (1 - alpha));
  const behind = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      const layer = parts(getComputedStyle(each).backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((value) => value / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return [...texts()].map(([words, element]) => {
    const ground = behind(element);
    const ink = over(parts(getComputedStyle(element).color), ground);
    const [dark, bright] = [light(ink), light(ground)].sort((one, other) => one - other);
    return [words, (bright + 0.05) / (dark + 0.05)];
  }).filter(([_words, ratio]) => ratio < least);
}"""
OUTSIDE = """() => {
  const wide = document.documentElement.clientWidth;
  const over = document.documentElement.scrollWidth - wide;
  const cut = [...texts()].map(([words, element]) => [words, element.getBoundingClientRect()])
    .filter(([_words, box]) => box.right > wide + 1 || box.left < -1)
    .map(([words, box]) => [words, box.left, box.right]);
  return over > 0 ? [["the page", 0, wide + over], ...cut] : cut;
}"""


def _ask(page, question, *given):
    return page.evaluate(f"(given) => {{ {TOOLS} return ({question})(...given) }}", list(given))


def too_small_letters(page):
    """Texts whose letters are smaller than 18 pt."""
    return _ask(page, LETTERS, LEAST_LETTERS)


def too_small_targets(page):
    """Buttons and boxes of less than 60 pt by 60 pt."""
    return _ask(page, TARGETS, LEAST_TARGET)


def too_pale(page):
    """Texts with less than 4.5:1 against what is behind them."""
    return _ask(page, CONTRAST, LEAST_CONTRAST)


def outside(page):
    """What one would have to scroll sideways for."""
    return _ask(page, OUTSIDE)
