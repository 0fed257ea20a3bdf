/* The arrow keys lead to the week before and after. */
"use strict";

addEventListener("keydown", (event) => {
  const turn = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (!turn || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  // what has the arrows itself: fields, and tables that scroll
  const own = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.nodeName) || event.target.closest(".scroll");
  if (own || document.querySelector(".screens")) return;
  const link = document.querySelector(`.turns a[rel="${turn}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
