// When htmx changes a part of the page: nothing vanishes by mistake, what arrives is said
// aloud, the focus does not get lost.

const live = document.getElementById("live");
const notice = document.getElementById("notice");

export function watchSwaps() {
  document.addEventListener("htmx:before:swap", (event) => {
    if (isOfAnotherPage(event.detail.ctx.response)) leave(event);
    sayWhatArrives();
    keepPlace();
  });
  document.addEventListener("htmx:response:error", sayThatItFailed);
  document.addEventListener("htmx:error", sayThatItFailed);
}

/** Whether the server led away from this page, as to the sign-in: it lacks the part. */
function isOfAnotherPage(response) {
  return response?.raw.redirected && new URL(response.raw.url).pathname !== location.pathname;
}

function leave(event) {
  event.preventDefault();
  location.assign(event.detail.ctx.response.raw.url);
}

/** Only what the reader did: a question asked in the background is asked again anyway. */
function sayThatItFailed(event) {
  if (event.detail.ctx.request.method === "GET") return;
  const paragraph = document.createElement("p");
  paragraph.textContent = notice.dataset.failed;
  notice.replaceChildren(paragraph);
}

/**
 * A copy that was on its way: its headline, or why there is none. A region that is itself
 * replaced is not read out, so #live stays and only its text changes.
 */
function sayWhatArrives() {
  const waiting = [...document.querySelectorAll("[data-state=capturing]")].map((part) => part.id);
  afterSwap(() => {
    const arrived = waiting.map((id) => document.getElementById(id)).filter(isNoLongerWaiting);
    if (arrived.length) live.textContent = arrived.map(sentence).join(" ");
  });
}

function isNoLongerWaiting(part) {
  return part && part.dataset.state !== "capturing";
}

function sentence(part) {
  const reason = part.querySelector("[data-reason]")?.textContent ?? live.dataset.kept;
  return `${reason} ${part.querySelector("h1, h2").textContent.trim()}`;
}

/** When a swap took away what had the focus: the same button again, or the next row. */
function keepPlace() {
  const focused = document.activeElement;
  const part = focused?.closest(".row, #tools");
  if (!part) return;
  const next = part.nextElementSibling ?? part.previousElementSibling;
  afterSwap(() => {
    if (focused.isConnected) return;
    const again = document.getElementById(part.id);
    const same = again?.querySelector(`[data-key="${focused.dataset.key}"]`);
    (same ?? again?.querySelector("a, button") ?? next?.querySelector("h2 a"))?.focus();
  });
}

function afterSwap(act) {
  document.addEventListener("htmx:after:swap", act, { once: true });
}
