// Saves the page of a tab: takes it as it is seen, stores it, sends it, shows what became of it.

import { browser, day, say } from "./browser.js";
import { keepSending, put, sendAll } from "./outbox.js";
import { readServer } from "./server.js";

const MENU = "save";
const NOTE_LETTERS_MAX = 100_000;
const BADGES = { saving: "…", saved: "✓", known: "✓", waiting: "↑" };

const saving = new Map();

if (browser.contextMenus) { // Firefox for Android has none.
  browser.runtime.onInstalled.addListener(() => {
    browser.contextMenus.create({ id: MENU, title: say("save"), contexts: ["page", "selection"] });
  });
  browser.contextMenus.onClicked.addListener((_click, tab) => save(tab));
}
browser.runtime.onMessage.addListener((message, _sender, answer) => {
  const asked = message.save ? save(message.save) : sendAll().then(() => true, () => false);
  asked.then(answer);
  return true; // The answer comes later.
});
keepSending();

/** What became of the tab's page: see send, or {is: "unset"}, {is: "nothing"}, {is: "full"}. */
function save(tab) {
  if (!saving.has(tab.id)) {
    const done = saveNow(tab).finally(() => saving.delete(tab.id));
    saving.set(tab.id, done);
  }
  return saving.get(tab.id);
}

async function saveNow(tab) {
  show(tab, { is: "saving" });
  const result = (await readServer()) ? await saveSeen(tab) : { is: "unset" };
  show(tab, result);
  return result;
}

async function saveSeen(tab) {
  const page = await seen(tab);
  if (!page) return { is: "nothing" };
  let key;
  try {
    key = await put(page);
  } catch {
    return { is: "full" };
  }
  const results = await sendAll().catch(() => new Map()); // It is stored: the alarm goes on.
  return { is: "waiting", ...results.get(key), hasPage: Boolean(page.html) };
}

/** The page as the API takes it: whole, or the address where the browser lets nobody look. */
async function seen(tab) {
  try {
    const file = { target: { tabId: tab.id }, files: ["page_as_seen.js"] };
    await browser.scripting.executeScript(file);
    const look = { target: { tabId: tab.id }, func: () => pageAsSeen() };
    const [{ result }] = await browser.scripting.executeScript(look);
    return asBookmark(result);
  } catch {
    return /^https?:/.test(tab.url ?? "") ? { url: tab.url } : undefined;
  }
}

/** The page's own title is read off it; one that is given would stand for the person's. */
function asBookmark({ url, html, selection }) {
  const page = { url, html };
  if (selection) page.note = selection.slice(0, NOTE_LETTERS_MAX);
  return page;
}

function show(tab, { is, since }) {
  const about = { tabId: tab.id };
  const fades = () => {}; // The tab may be gone by now.
  browser.action.setBadgeText({ ...about, text: BADGES[is] ?? "!" }).catch(fades);
  browser.action.setTitle({ ...about, title: `Earmark: ${say(is, day(since))}` }).catch(fades);
}
