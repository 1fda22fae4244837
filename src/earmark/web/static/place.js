// Where a person is in an article: told to the server while they read, gone back to when they
// come again. The place is a quotation, for on another screen the lines break elsewhere.

const QUOTE_CHARS = 160;
const LEAST_MOVE = 0.005; // Of the text: less is no news.
const RESTS_AFTER_MS = 1500;
const BEGUN_FROM = 0.02; // What is less far needs no way back.
const GAP_PX = 12; // Between the toolbar and the line that is read.
const LINE_PX = 10; // From its upper edge into the middle of a line, or nearly.
const BLOCKS = "p, li, h2, h3, h4, h5, h6, blockquote, pre, td, th, dd, dt, figcaption, .body";
const LETTER = /[\p{L}\p{N}]/u;

export function keepPlace() {
  const body = document.querySelector(".body[data-position-path]");
  if (!body?.textContent.trim()) return;
  let told = Number(body.dataset.share);
  goBack(body);
  const tell = () => {
    const place = placeIn(body);
    if (!place || Math.abs(place.share - told) < LEAST_MOVE) return;
    told = place.share;
    navigator.sendBeacon(body.dataset.positionPath, new URLSearchParams(place));
  };
  let resting;
  addEventListener("scroll", () => {
    clearTimeout(resting);
    resting = setTimeout(tell, RESTS_AFTER_MS);
  }, { passive: true });
  document.addEventListener("visibilitychange", () => document.hidden && tell());
  addEventListener("pagehide", tell);
}

/** Scrolls to where the person stopped, unless the browser or the address knows a place. */
function goBack(body) {
  const [entry] = performance.getEntriesByType("navigation");
  const share = Number(body.dataset.share);
  if (share < BEGUN_FROM || share >= 1 || location.hash || entry?.type !== "navigate") return;
  const go = () => scrollToOffset(body, offsetOf(body, body.dataset.quote, share));
  go();
  const went = window.scrollY;
  addEventListener("load", () => Math.abs(window.scrollY - went) < 2 && go(), { once: true });
}

/** The words at the upper edge of the screen and the share of the text before them. */
function placeIn(body) {
  const box = body.getBoundingClientRect();
  if (box.bottom <= window.innerHeight) return { quote: "", share: "1" };
  const from = box.top >= edge() ? 0 : sentenceAtEdge(body, box);
  if (from === null) return null;
  const text = body.textContent;
  const quote = text.slice(from, from + QUOTE_CHARS).replace(/\s+/g, " ").trim();
  return { quote, share: (from / text.length).toFixed(4) };
}

/** Where in the text the sentence begins that stands below the toolbar; null over a picture. */
function sentenceAtEdge(body, box) {
  const isFromTheRight = getComputedStyle(body).direction === "rtl";
  const x = isFromTheRight ? box.right - 4 : box.left + 4;
  for (let y = edge() + LINE_PX; y < window.innerHeight; y += LINE_PX) {
    const [node, offset] = caretAt(x, y);
    if (node?.nodeType !== Node.TEXT_NODE || !body.contains(node)) continue;
    const [first] = textsOf(node.parentElement.closest(BLOCKS));
    const start = lengthBefore(body, first);
    const end = lengthBefore(body, node) + offset;
    return start + startOfSentence(body.textContent.slice(start, end));
  }
  return null;
}

function caretAt(x, y) {
  if (document.caretPositionFromPoint) {
    const caret = document.caretPositionFromPoint(x, y);
    return [caret?.offsetNode, caret?.offset ?? 0];
  }
  const range = document.caretRangeFromPoint?.(x, y);
  return [range?.startContainer, range?.startOffset ?? 0];
}

function edge() {
  const toolbar = document.getElementById("toolbar");
  return (toolbar?.offsetHeight ?? 0) + GAP_PX;
}

/** Where the last sentence begins in the part of a paragraph that stands before a place. */
function startOfSentence(before) {
  const last = [...before.matchAll(/[.!?…]["'”’»)]*\s+|[。！？]/g)].at(-1);
  return last ? last.index + last[0].length : 0;
}

/** The offset of a quotation, by its letters alone; of several the nearest to the share. */
function offsetOf(body, quote, share) {
  const text = body.textContent;
  const near = Math.round(share * text.length);
  const [wanted] = lettersOf(quote);
  const [letters, places] = lettersOf(text);
  let best = null;
  for (let at = letters.indexOf(wanted); wanted && at >= 0; at = letters.indexOf(wanted, at + 1)) {
    if (best === null || Math.abs(places[at] - near) < Math.abs(best - near)) best = places[at];
  }
  return best ?? near;
}

/** The letters and digits of a text in lower case, and where each of them stands. */
function lettersOf(text) {
  const letters = [], places = [];
  for (let at = 0; at < text.length; at += 1) {
    if (!LETTER.test(text[at])) continue;
    letters.push(text[at].toLowerCase()[0]);
    places.push(at);
  }
  return [letters.join(""), places];
}

function scrollToOffset(body, offset) {
  const [node, within] = textAt(body, offset);
  if (!node) return;
  const range = document.createRange();
  range.setStart(node, within);
  range.setEnd(node, Math.min(within + 1, node.length));
  const top = range.getBoundingClientRect().top;
  window.scrollBy({ top: top - edge(), behavior: "instant" });
}

function textAt(body, offset) {
  let left = offset;
  for (const node of textsOf(body)) {
    if (left < node.length) return [node, left];
    left -= node.length;
  }
  return [null, 0];
}

function lengthBefore(body, wanted) {
  let length = 0;
  for (const node of textsOf(body)) {
    if (node === wanted) break;
    length += node.length;
  }
  return length;
}

function* textsOf(body) {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) yield walker.currentNode;
}
