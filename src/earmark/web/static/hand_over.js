// The save page: takes the page that the bookmarklet hands over, and puts it into the form.
// It is saved by the person, who sees site and title first.

const PAGE_BYTES_MAX = 32 * 2 ** 20; // library/new_bookmark.py: CONTENT_BYTES_MAX
const PATIENCE_MS = 4000;

const form = document.querySelector("form[data-awaits-page]");
if (form) takePage(form, new URL(form.elements.url.value));

function takePage(form, address) {
  const status = document.getElementById("came-along");
  const say = (what) => {
    status.textContent = status.dataset[what];
    status.dataset.is = what;
  };
  const giveUp = setTimeout(say, window.opener ? PATIENCE_MS : 0, "missing");
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.opener || data?.earmark !== "page") return;
    clearTimeout(giveUp);
    const isItself = origin === address.origin && data.url === address.href;
    if (!isItself || typeof data.html !== "string") return say("refused");
    if (new Blob([data.html]).size > PAGE_BYTES_MAX) return say("large");
    form.elements.html.value = data.html;
    say("came");
  });
  window.opener?.postMessage("earmark:ready", address.origin);
}
