// Letters as keys: / searches, j and k walk a list, and what has data-key="e" is pressed by e.
// They can be switched off in the list that ? opens (WCAG 2.2, 2.1.4).

const OFF = "earmark.keys.off";
const dialog = document.getElementById("keys");
const keysOn = document.getElementById("keys-on");

export function listenForKeys() {
  if (!dialog) return; // Nobody is signed in.
  keysOn.checked = localStorage.getItem(OFF) === null;
  keysOn.addEventListener("change", rememberChoice);
  const opener = document.getElementById("keys-open");
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", onKey);
}

function rememberChoice() {
  if (keysOn.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
}

function onKey(event) {
  const isTyping = event.target.closest("input, textarea, select, dialog, [contenteditable]");
  if (isTyping || !keysOn.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  if (act(event.key)) event.preventDefault();
}

/** Whether the key meant something here. */
function act(key) {
  if (key === "?") return show();
  if (key === "/") return focus(document.getElementById("q"));
  if (key === "j") return walk(1);
  if (key === "k") return walk(-1);
  return press(key);
}

function show() {
  dialog.showModal();
  return true;
}

function focus(element) {
  element?.focus();
  element?.select?.();
  return Boolean(element);
}

/** Moves the focus to the headline `step` rows on; Enter is then the browser's own. */
function walk(step) {
  const rows = [...document.querySelectorAll(".row")];
  const here = rows.indexOf(document.activeElement.closest(".row"));
  const there = here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step;
  return focus(rows[there]?.querySelector("h2 a"));
}

/** Presses what has this key: in the row that has the focus, or on the article's page. */
function press(key) {
  if (!/^[a-z]$/.test(key)) return false;
  const place = document.activeElement.closest(".row") ?? document.getElementById("toolbar");
  const target = place?.querySelector(`[data-key="${key}"]`);
  target?.click();
  return Boolean(target);
}
