/* Shows a code until somebody lets this screen in, then opens its board. Every step is tried again for ever: nobody stands here. */
"use strict";

(() => {
  const ASK_EVERY_MS = 2000;
  const ANSWER_WITHIN_MS = 10000;
  if (window.wallboardTooOld) return;
  const _ = window.wallboardSays;
  const at = (id) => document.getElementById(id);
  let state = document.body.dataset.state; // waiting | paired; a person's browser is left alone
  let ends = 0; // of the code, by the clock that nobody sets
  const ran = () => (document.documentElement.dataset.ran = "yes"); // to the end: see floor.js
  if (state === "person") return ran();

  const pause = (ms) => new Promise((over) => setTimeout(over, ms));
  const say = (words) => at("words").textContent !== words && (at("words").textContent = words);
  const late = () => pause(ANSWER_WITHIN_MS).then(() => Promise.reject(new Error("no answer in time")));
  const send = (path, more) => Promise.race([fetch(path, { cache: "no-store", ...more }), late()]);

  const ask = async (path) => {
    const answer = await send(path, { method: "POST", body: new URLSearchParams() });
    if (!answer.ok && answer.status !== 429) throw new Error(String(answer.status));
    return { held: answer.status === 429, ...(await answer.json()) };
  };

  /* Not before the board is really there: a screen must never be left on an error page. */
  const enter = async () => {
    const answer = await send("/", { redirect: "manual" });
    if (answer.ok) location.replace("/");
    else if (answer.status === 404 || answer.type === "opaqueredirect") say(_("Its board is not there just now. This screen goes on trying."));
    else throw new Error(String(answer.status));
  };

  const begin = async () => {
    const said = await ask("/tv/begin");
    if (said.held) {
      say(said.words);
      return pause(1000 * Math.min(60, Math.max(2, said.s)));
    }
    say("");
    if (said.state === "paired") {
      state = "paired";
      return enter();
    }
    at("code").textContent = said.code;
    at("picture").src = said.picture;
    at("picture").hidden = false;
    ends = performance.now() + 1000 * said.s;
  };

  const claim = async () => {
    const said = await ask("/tv/claim");
    say("");
    if (said.state === "paired") state = "paired";
    else if (said.state === "waiting") ends = performance.now() + 1000 * said.s;
    else ends = 0;
    if (state === "paired") await enter();
  };

  const step = () => (state === "paired" ? enter() : performance.now() < ends ? claim() : begin());

  const count = () => {
    const s = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    at("left").textContent = ends ? _("A new code in {time}", { time: `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}` }) : "";
  };

  const go = async () => {
    for (;;) {
      try {
        await step();
      } catch (gone) {
        say(_("No contact with the server. This screen goes on trying."));
      }
      await pause(ASK_EVERY_MS * (0.9 + 0.2 * Math.random()));
    }
  };

  if (state === "waiting") setInterval(count, 250);
  go();
  ran();
})();
