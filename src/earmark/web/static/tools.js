// The article's page: tools that fade while one reads, tables that the keyboard reaches.

const STEP_PX = 24; // A thumb that rests trembles less than this.

/** The tools go away while one reads on, and come back on the way up. */
export function fadeTools() {
  const toolbar = document.getElementById("toolbar");
  if (!toolbar) return;
  let turnedAt = window.scrollY;
  addEventListener("scroll", () => {
    const moved = window.scrollY - turnedAt;
    if (Math.abs(moved) < STEP_PX) return;
    turnedAt = window.scrollY;
    toolbar.classList.toggle("is-away", moved > 0 && !isAtEnd());
  }, { passive: true });
}

function isAtEnd() {
  return window.scrollY + window.innerHeight > document.documentElement.scrollHeight - 200;
}

/** Wide tables scroll within the page: the arrow keys must reach them (WCAG 2.1.1). */
export function reachWideTables() {
  for (const table of document.querySelectorAll(".body table")) {
    if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
  }
}
