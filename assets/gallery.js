/* Shows the gallery in the theme that somebody chooses. */
"use strict";

document.addEventListener("click", (event) => {
  const chosen = event.target.closest("button[data-theme]");
  const shown = document.getElementById("gallery");
  if (!chosen || !shown) return;
  shown.className = `theme-${chosen.dataset.theme}`;
  for (const each of document.querySelectorAll("button[data-theme]")) each.setAttribute("aria-pressed", String(each === chosen));
});
