// The options: address and token of the person's Earmark, checked before they are kept.

import { browser, say, sayAll } from "./browser.js";
import { count, forgetNotTaken, notTaken } from "./outbox.js";
import { keepServer, readServer, whoAmI } from "./server.js";

const form = document.getElementById("form");
const said = document.getElementById("said");

sayAll();
form.addEventListener("submit", check);
document.getElementById("forget").addEventListener("click", forget);
const kept = await readServer();
if (kept) {
  form.elements.address.value = kept.address;
  form.elements.token.value = kept.token;
}
await showOutbox();

async function check(event) {
  event.preventDefault();
  const address = form.elements.address.value.trim().replace(/\/+$/, "");
  const server = { address, token: form.elements.token.value.trim() };
  // First of all, for browsers ask a person only in answer to a click.
  const may = await browser.permissions.request({ origins: [pattern(address)] });
  said.textContent = may ? say("checking") : say("noPermission");
  if (may) said.textContent = await connect(server);
  await showOutbox();
}

async function forget() {
  await forgetNotTaken();
  await showOutbox();
}

/** A pattern of hosts to be asked for; ports are no part of one. */
function pattern(address) {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
}

async function connect(server) {
  const me = await whoAmI(server);
  if (me.problem) return say(me.problem);
  if (me.scope === "read") return say("mayOnlyRead");
  await keepServer(server);
  await browser.runtime.sendMessage({ send: true });
  return say("connected", me.name);
}

async function showOutbox() {
  const pages = await count();
  document.getElementById("waiting").textContent = pages ? say("waitingCount", String(pages)) : "";
  const lines = (await notTaken()).map(({ url, why }) => line(`${url}: ${why}`));
  document.querySelector("#not-taken ul").replaceChildren(...lines);
  document.getElementById("not-taken").hidden = !lines.length;
}

function line(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}
