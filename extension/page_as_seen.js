// The page as it is seen now, for the bookmarklet and, as a copy, for the extension.
// Stands for itself, for it runs in pages of others: no imports, nothing left behind.

/**
 * The page's address, title, HTML and marked text. The HTML is what the browser shows: what
 * components drew (their shadow trees) stands in its place, pictures have the source that is
 * shown. Left out is what nobody sees and what may act or tell on the reader: scripts, hidden
 * fields, comments.
 */
function pageAsSeen() {
  // Here components do not wake, and pictures are not loaded.
  const inert = document.implementation.createHTMLDocument("");

  function seen(node) {
    if (node.nodeType === Node.TEXT_NODE) return [inert.importNode(node)];
    if (node.nodeType !== Node.ELEMENT_NODE || isUnseen(node)) return [];
    if (node.localName === "slot") return inSlot(node).flatMap(seen);
    const copy = inert.importNode(node, false);
    if (node.localName === "img") settle(node, copy);
    copy.append(...[...(shadowOf(node) ?? node).childNodes].flatMap(seen));
    return [copy];
  }

  function isUnseen(node) {
    const name = node.localName;
    if (name === "script") return node.type !== "application/ld+json";
    if (name === "input") return node.type === "hidden" || node.type === "password";
    if (name === "source") return node.parentNode.localName === "picture" && isShown(node);
    return name === "noscript" || name === "template";
  }

  function isShown(source) {
    return isPicture(source.parentNode.querySelector("img")?.currentSrc);
  }

  function inSlot(slot) {
    const given = slot.assignedNodes?.({ flatten: true }) ?? [];
    return given.length ? given : [...slot.childNodes];
  }

  /** A picture that waits for the reader to come near keeps what it says of its source. */
  function settle(img, copy) {
    if (!isPicture(img.currentSrc)) return;
    copy.removeAttribute("srcset");
    copy.setAttribute("src", img.currentSrc);
    if (img.hasAttribute("width") || img.width < 2) return;
    copy.setAttribute("width", img.width);
    copy.setAttribute("height", img.height);
  }

  function isPicture(address) {
    return /^https?:/.test(address ?? "");
  }

  function shadowOf(node) {
    if (!(node instanceof HTMLElement)) return null;
    // Extensions are shown closed ones too: Firefox by a property, Chrome by a function.
    const closed = globalThis.chrome?.dom?.openOrClosedShadowRoot;
    return node.openOrClosedShadowRoot ?? closed?.(node) ?? node.shadowRoot;
  }

  const [root] = seen(document.documentElement);
  return {
    url: location.href,
    title: document.title,
    html: `<!doctype html>\n${root.outerHTML}`,
    selection: String(getSelection() ?? "").trim(),
  };
}
