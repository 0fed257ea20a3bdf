/* Says of a page at a desk whether it is there: see floor.js. Needs nothing younger than Chromium 63. */
"use strict";

(() => {
  const floor = window.wallboardFloor;
  if (!floor || window.wallboardTooOld) return;
  const look = () => (floor.drawn = Boolean(document.querySelector(".desk main")));
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look();
  document.documentElement.dataset.ran = "yes"; // to the end
})();
