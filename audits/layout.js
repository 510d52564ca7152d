// What is wrong with how the page is laid out, as sentences. Evaluated in the page by reach.py.
({ frameOnly }) => {
  const faults = [];
  const viewport = document.documentElement.clientWidth;
  // Rounding of fractional pixels is no fault.
  const SLACK = 1;

  const name = (element) => {
    const label = element.tagName.toLowerCase() + (element.id && `#${element.id}`);
    const classes = [...element.classList].map((word) => `.${word}`).join("");
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    return `${label}${classes} “${words}”`;
  };
  const shown = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  // Words for the ear alone are laid out in one pixel; what has a box of its own scrolls in it.
  const aside = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const box = at.getBoundingClientRect();
      const style = getComputedStyle(at);
      if (box.width <= 1 || box.height <= 1 || style.clip === "rect(0px, 0px, 0px, 0px)") return true;
      if (["auto", "scroll"].includes(style.overflowX)) return true;
      // Off the page until it has the focus, as a link that skips the menu.
      if (style.position === "absolute" && box.bottom <= 0) return true;
    }
    return false;
  };
  // What stays in sight while the page scrolls under it covers words by design.
  const stays = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (["fixed", "sticky"].includes(getComputedStyle(at).position)) return true;
    }
    return false;
  };

  // 1. The page scrolls in one direction.
  if (document.documentElement.scrollWidth > viewport + SLACK) {
    faults.push(`scrolls sideways: ${document.documentElement.scrollWidth} px in ${viewport}`);
  }

  if (frameOnly) return faults;

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("script, style, template, option")) continue;
    if (!shown(element) || aside(element)) continue;
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects()) {
      if (box.width > 1 && box.height > 1) texts.push({ element, box });
    }
  }

  // 2. No words out of the page, nor out of a box that hides what exceeds it.
  for (const { element, box } of texts) {
    if (box.right > viewport + SLACK || box.left < -SLACK) {
      faults.push(`words out of the page: ${name(element)}`);
    }
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (!shown(element) || aside(element) || !element.textContent.trim()) continue;
    const style = getComputedStyle(element);
    const hides = (value) => value === "hidden" || value === "clip";
    const wide = element.scrollWidth > element.clientWidth + SLACK;
    const high = element.scrollHeight > element.clientHeight + SLACK;
    if ((wide && hides(style.overflowX)) || (high && hides(style.overflowY))) {
      faults.push(`words cut: ${name(element)}`);
    }
  }

  // 3. No words over other words. The boxes of lines overlap a little: look at their middle.
  const middles = texts
    .filter(({ element }) => !stays(element))
    .map(({ element, box }) => ({
      element,
      left: box.left,
      right: box.right,
      top: box.top + box.height / 4,
      bottom: box.bottom - box.height / 4,
    }));
  middles.sort((one, other) => one.top - other.top);
  middles.forEach((one, index) => {
    for (let next = index + 1; next < middles.length; next += 1) {
      const other = middles[next];
      if (other.top >= one.bottom) break;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - other.top;
      if (across > 2 && down > 2) faults.push(`words over words: ${name(one.element)}, ${name(other.element)}`);
    }
  });

  // 4. What one touches is 24 × 24 px or more, or is a link in a sentence (WCAG 2.5.8).
  const inSentence = (element) => {
    if (getComputedStyle(element).display !== "inline") return false;
    const block = element.parentElement.closest("p, li, dd, dt, td, figcaption, blockquote, h1, h2, h3, h4");
    return !!block && block.textContent.trim().length > element.textContent.trim().length;
  };
  const selector = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  for (const element of document.body.querySelectorAll(selector)) {
    if (!shown(element) || aside(element) || inSentence(element)) continue;
    let { width, height } = element.getBoundingClientRect();
    for (const label of element.labels ?? []) {
      const box = label.getBoundingClientRect();
      width = Math.max(width, box.width);
      height = Math.max(height, box.height);
    }
    if (width < 24 - 0.5 || height < 24 - 0.5) {
      faults.push(`too small to touch: ${name(element)} ${Math.round(width)} × ${Math.round(height)} px`);
    }
  }
  return [...new Set(faults)];
}
