// The small window under the button: saves the page by being opened, and says what became of it.

import { browser, day, say, sayAll } from "./browser.js";
import { count } from "./outbox.js";
import { readServer } from "./server.js";

sayAll();
const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
await tell(await browser.runtime.sendMessage({ save: { id: tab.id, url: tab.url } }));

async function tell(result) {
  document.body.dataset.is = result.is;
  element("said").textContent = say(result.is, day(result.since));
  show("why", await why(result));
  if (result.id) {
    element("open").href = `${(await readServer()).address}/read/${result.id}`;
    element("open").hidden = false;
  }
  element("options").hidden = !["unset", "refused"].includes(result.is);
  element("options").addEventListener("click", () => browser.runtime.openOptionsPage());
}

/** What happened and what to do, in a further sentence; "" for nothing. */
async function why({ is, why, hasPage }) {
  if (is === "waiting") return say("waitingCount", String(await count()));
  if (is === "saved" || is === "known") return hasPage ? "" : say("addressOnly");
  return why ?? "";
}

function show(id, text) {
  element(id).textContent = text;
  element(id).hidden = !text;
}

function element(id) {
  return document.getElementById(id);
}
