// Pages on their way to Earmark. Each is stored before it is sent and goes when Earmark has it,
// so that none is lost with the network or the browser. Of one that Earmark will never take,
// address and reason stay until the person has seen them (in the options).

import { browser } from "./browser.js";
import { readServer, send } from "./server.js";

const WAITING = "page:";
const NOT_TAKEN = "not-taken:";
const ALARM = "send";
const EVERY_MINUTES = 5;

let underWay = Promise.resolve();

/** Stores the page; its key. Throws when there is no room. */
export async function put(page) {
  const key = `${WAITING}${Date.now()}:${crypto.randomUUID()}`;
  await browser.storage.local.set({ [key]: page });
  await browser.alarms.create(ALARM, { periodInMinutes: EVERY_MINUTES });
  return key;
}

/** Sends all that waits, one after the other; what became of each, by key (see send). */
export function sendAll() {
  underWay = underWay.then(sendInOrder, sendInOrder);
  return underWay;
}

/** How many pages wait. */
export async function count() {
  return (await stored(WAITING)).length;
}

/** What Earmark would not take: [{url, why}]. */
export async function notTaken() {
  return (await stored(NOT_TAKEN)).map(([, about]) => about);
}

export async function forgetNotTaken() {
  await browser.storage.local.remove((await stored(NOT_TAKEN)).map(([key]) => key));
  await browser.action.setBadgeText({ text: "" });
}

/** Sends again whatever waits: now, when the browser starts, and every few minutes. */
export function keepSending() {
  browser.runtime.onStartup.addListener(sendAll);
  browser.alarms.onAlarm.addListener(({ name }) => name === ALARM && sendAll());
  addEventListener("online", sendAll);
}

/** All keys with this beginning and what is under them, oldest first. */
async function stored(prefix) {
  const all = Object.entries(await browser.storage.local.get(null));
  return all.filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function sendInOrder() {
  const server = await readServer();
  const results = new Map();
  if (!server) return results;
  for (const [key, page] of await stored(WAITING)) {
    const result = await send(server, page);
    results.set(key, result);
    if (result.is === "refused") break;
    if (result.is === "failed") await remember(key, page.url, result.why);
    if (result.is !== "waiting") await browser.storage.local.remove(key);
  }
  if (!(await count())) await browser.alarms.clear(ALARM);
  return results;
}

async function remember(key, url, why) {
  await browser.storage.local.set({ [key.replace(WAITING, NOT_TAKEN)]: { url, why } });
  await browser.action.setBadgeText({ text: "!" });
}
