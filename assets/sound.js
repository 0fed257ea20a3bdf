/* Two short tones for each new alarm, once, where the browser lets a page sound; else the wall says that it does not, until
   somebody clicks or types, or the browser is started to allow it. Needs nothing younger than Chromium 66; before that, silence. */
"use strict";

(() => {
  const LOOK_EVERY_MS = 250;
  const TONES = [[880, 0], [660, 0.22]]; // Hz, and when in seconds
  const root = document.documentElement;
  if (typeof AudioContext === "undefined") return root.setAttribute("data-sound", "blocked");
  const sounds = new AudioContext();
  const rung = new Map(); // by element: the instant that was sounded, or was there when the page came

  const tell = () => root.setAttribute("data-sound", sounds.state === "running" ? "on" : "blocked");
  const ring = () => {
    for (const [pitch, after] of TONES) {
      const [tone, loudness, from] = [sounds.createOscillator(), sounds.createGain(), sounds.currentTime + after];
      tone.frequency.value = pitch;
      loudness.gain.setValueAtTime(0.0001, from);
      loudness.gain.exponentialRampToValueAtTime(0.4, from + 0.03);
      loudness.gain.exponentialRampToValueAtTime(0.0001, from + 0.2);
      tone.connect(loudness);
      loudness.connect(sounds.destination);
      tone.start(from);
      tone.stop(from + 0.21);
    }
  };
  const look = () => {
    tell();
    for (const at of document.querySelectorAll(".rung")) {
      const before = rung.get(at);
      const now = Number(at.textContent);
      if (before !== undefined && now > before && sounds.state === "running" && root.dataset.link === "live") ring();
      if (root.dataset.link === "live") rung.set(at, now);
    }
  };
  const wake = () => sounds.resume().then(tell, tell);
  for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, wake);
  setInterval(look, LOOK_EVERY_MS);
  tell();
})();
