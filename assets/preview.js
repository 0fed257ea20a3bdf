/* Shows a board as it would be on a screen of another size: the board's own rules for screens that stand on end, or are
   enlarged in somebody's hand, go by that one, and what it shows is made as wide as there is room. */
"use strict";

(() => {
  const [, width, height] = /\/(\d+)x(\d+)-[^/]*$/.exec(decodeURI(location.pathname)).map(Number);

  /* Of a board's rules for some screens only: whether they hold there; null for what is the reader's own. */
  const holds = (media) => {
    if (media.includes("orientation: portrait")) return height >= width;
    if (media.includes("orientation: landscape")) return width > height;
    return /width|aspect-ratio|pointer/.test(media) ? false : null;
  };
  for (const sheet of document.styleSheets) {
    if (!/\/board\.css/.test(sheet.href || "")) continue;
    for (const rule of sheet.cssRules) {
      const is = rule instanceof CSSMediaRule ? holds(rule.media.mediaText) : null;
      if (is !== null) rule.media.mediaText = is ? "all" : "speech";
    }
  }

  const fit = () => {
    const room = document.getElementById("stage");
    if (!room) return;
    const scale = Math.min(1, room.clientWidth / width, Math.max(300, innerHeight * 0.85) / height);
    room.style.setProperty("--scale", String(scale));
    room.style.setProperty("--rows", String(height));
  };
  addEventListener("resize", fit);
  new MutationObserver(fit).observe(document.body, { childList: true, subtree: true });
  fit();

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "screen-form") return;
    event.preventDefault();
    const said = (id) => String(Number(document.getElementById(id).value));
    const there = location.pathname.replace(/[^/]*$/, "");
    location.assign(`${there}${said("width")}x${said("height")}-${said("inches")}in-${said("metres")}m`);
  });
})();
