// What the bookmarklet does on the page of another site; web/bookmarklet.py makes it one line.

/** Opens Earmark's save page and hands it the page that is seen, when it asks for it. */
function handOver(saveAddress) {
  const page = pageAsSeen();
  const earmark = new URL(saveAddress).origin;
  const about = new URLSearchParams({ url: page.url, title: page.title });
  const opened = open(`${saveAddress}?${about}&sends=page`, "_blank", "width=600,height=680");
  // Where no window may be opened: the address, at least.
  if (!opened) location.assign(`${saveAddress}?${about}`);
  addEventListener("message", (event) => {
    if (event.source !== opened || event.origin !== earmark) return;
    if (event.data === "earmark:ready") opened.postMessage({ earmark: "page", ...page }, earmark);
  });
}
