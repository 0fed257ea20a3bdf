/* Somebody at a desk may stop a rotation, and turn to the next board by hand. Needs nothing younger than Chromium 63. */
"use strict";

(() => {
  const root = document.documentElement;
  const turns = () => [...document.querySelectorAll(".turn")];
  let kept = null; // the board that stays, from 0

  const keep = (nth) => {
    kept = nth;
    turns().forEach((turn, n) => turn.classList.toggle("kept", n === nth));
    if (nth === null) root.removeAttribute("data-kept");
    else root.setAttribute("data-kept", String(nth));
    document.getElementById("round-stop").setAttribute("aria-pressed", String(nth !== null));
  };
  const seen = () => (kept === null ? turns().findIndex((turn) => !turn.hidden) : kept);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#round-stop, #round-next");
    if (!button) return;
    if (button.id === "round-next") keep((seen() + 1) % turns().length);
    else keep(kept === null ? seen() : null);
  });

  /* Whoever comes to a tile by the keyboard stays there: with the next board it would be gone under their hands. */
  let byKeys = false;
  document.addEventListener("keydown", () => (byKeys = true), true);
  document.addEventListener("pointerdown", () => (byKeys = false), true);
  document.addEventListener("focusin", (event) => byKeys && event.target.closest(".turn a") && keep(seen()));
})();
