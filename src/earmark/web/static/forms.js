// Small help for forms: send the one that needs no second look, copy a value shown once.

/** Sends the form that the server marked: the reader's own click brought this page. */
export function sendWaitingForm() {
  document.querySelector("form[data-auto-submit]")?.requestSubmit();
}

/** Shows each button with data-copy="id" and lets it copy that element's text. */
export function copyButtons() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = button.dataset.done;
  } catch {
    getSelection().selectAllChildren(source); // Not allowed: leave it marked for Ctrl+C.
  }
}
