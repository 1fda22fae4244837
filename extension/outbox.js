// Pages on their way to Earmark. Each is stored before it is sent and goes only when Earmark
// has it or will never take it, so that none is lost with the network or with the browser.

import { browser } from "./browser.js";
import { readServer, send } from "./server.js";

const PREFIX = "page:";
const ALARM = "send";
const EVERY_MINUTES = 5;

let underWay = Promise.resolve();

/** Stores the page; its key. Throws when there is no room. */
export async function put(page) {
  const key = `${PREFIX}${Date.now()}:${crypto.randomUUID()}`;
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
  return (await waiting()).length;
}

/** Sends again whatever waits: now, when the browser starts, and every few minutes. */
export function keepSending() {
  browser.runtime.onStartup.addListener(sendAll);
  browser.alarms.onAlarm.addListener(({ name }) => name === ALARM && sendAll());
  addEventListener("online", sendAll);
}

async function waiting() {
  const stored = Object.entries(await browser.storage.local.get(null));
  return stored.filter(([key]) => key.startsWith(PREFIX)).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function sendInOrder() {
  const server = await readServer();
  const results = new Map();
  if (!server) return results;
  for (const [key, page] of await waiting()) {
    const result = await send(server, page);
    results.set(key, result);
    if (result.is === "refused") break;
    if (result.is !== "waiting") await browser.storage.local.remove(key);
  }
  if (!(await count())) await browser.alarms.clear(ALARM);
  return results;
}
