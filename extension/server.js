// What is said to the person's own Earmark, and what its answers mean.

import { browser } from "./browser.js";

const PATIENCE_MS = 300_000; // A large page over a slow line.

/** {address, token} as the person set them; undefined until then. */
export async function readServer() {
  return (await browser.storage.local.get("server")).server;
}

export async function keepServer(server) {
  await browser.storage.local.set({ server });
}

/**
 * Sends a page. What became of it:
 *   {is: "saved" | "known", id, since}   it is on the list; known: it was there before
 *   {is: "waiting"}                      no answer of Earmark's, or it is busy: later
 *   {is: "refused", why}                 token or permission: the person must act first
 *   {is: "failed", why}                  this page is never taken; the server says why
 */
export async function send(server, page) {
  const answer = await ask(server, "bookmarks", { method: "POST", body: JSON.stringify(page) });
  const said = await answer?.json().catch(() => ({})) ?? {};
  if (said.id) {
    return { is: answer.status === 201 ? "saved" : "known", id: said.id, since: said.saved_at };
  }
  if (!isProblem(answer) || isPassing(answer.status)) return { is: "waiting" };
  const isOfTheToken = answer.status === 401 || answer.status === 403;
  return { is: isOfTheToken ? "refused" : "failed", why: said.detail };
}

/** Whether Earmark itself says no (RFC 9457), and not something on the way, as in a hotel. */
function isProblem(answer) {
  return answer?.headers.get("Content-Type")?.startsWith("application/problem+json");
}

function isPassing(status) {
  return status === 429 || status >= 500;
}

/** Who the token is of: {name, scope}; or {problem: "offline" | "stranger" | "unknownToken"}. */
export async function whoAmI(server) {
  const answer = await ask(server, "me", {});
  if (!answer) return { problem: "offline" };
  if (answer.status === 401) return { problem: "unknownToken" };
  const said = await answer.json().catch(() => ({}));
  return answer.ok && said.scope ? said : { problem: "stranger" };
}

/** The answer; undefined when there is none in time. */
async function ask({ address, token }, path, request) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await fetch(`${address}/api/v1/${path}`, {
      ...request, headers, signal, credentials: "omit", redirect: "error",
    });
  } catch {
    return undefined; // The network, or a permission that was taken back: the same to us.
  }
}
