// The browser's own interface under one name: Firefox calls it browser, Chrome chrome.

export const browser = globalThis.browser ?? globalThis.chrome;

/** A sentence in the reader's language (_locales). */
export function say(name, ...values) {
  return browser.i18n.getMessage(name, values);
}

/** The day of a time as the API gives it; "" for none. */
export function day(iso) {
  if (!iso) return "";
  return new Date(iso).toLocaleDateString(browser.i18n.getUILanguage(), { dateStyle: "long" });
}

/** Puts the sentences into a page: each element with data-say="name" gets its text. */
export function sayAll() {
  document.documentElement.lang = browser.i18n.getUILanguage();
  for (const element of document.querySelectorAll("[data-say]")) {
    element.textContent = say(element.dataset.say);
  }
}
