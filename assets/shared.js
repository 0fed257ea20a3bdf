/* The browser's shared worker: every tab has a port; each gets the frames of its view, a newcomer the whole view at once.
   How old a frame is, each page judges for itself. Behind # stands where the other scripts that it needs are. */
"use strict";

importScripts(...self.location.hash.slice(1).split(",")); // by its policy nothing but our own

const FORGOTTEN_MS = 180000; // hidden tabs may speak only once a minute
const FRESH_MS = 2500; // an older view is not handed out: it would pass for news
const tabs = new Map();
const views = new Map();
let way = "";

const link = new StreamLink(new ServerClock(), {
  frame: (text, frame) => {
    if (!views.has(frame.b)) views.set(frame.b, new BoardView());
    views.get(frame.b).take(frame);
    for (const [port, tab] of tabs) if (tab.name === frame.b) port.postMessage(text);
  },
  turn: (to) => {
    views.clear();
    for (const port of tabs.keys()) port.postMessage({ turn: to });
    tabs.clear();
  },
  here: (here) => tabs.forEach((_, port) => port.postMessage({ here })),
  of: () => [...new Set([...tabs.values()].map((tab) => tab.of).filter((of) => of))],
  way: (why) => {
    way = why;
    tabs.forEach((_, port) => port.postMessage({ way }));
  },
});

const refresh = () => {
  const wanted = [...new Set([...tabs.values()].map((tab) => tab.name))].sort();
  if (wanted.join("\n") === link.names.join("\n")) return;
  for (const name of [...views.keys()]) if (!wanted.includes(name)) views.delete(name);
  link.follow(wanted);
};

const hear = (port, said) => {
  if (said.leave) tabs.delete(port);
  else {
    const known = tabs.get(port);
    tabs.set(port, { name: said.name, of: said.of, heard: Date.now() });
    port.postMessage("");
    const held = views.get(said.name);
    if (!known) port.postMessage({ way });
    if (!known && held && Date.now() - held.at < FRESH_MS) port.postMessage(held.whole());
  }
  refresh();
};

setInterval(() => {
  for (const [port, tab] of tabs) if (Math.abs(Date.now() - tab.heard) > FORGOTTEN_MS) tabs.delete(port);
  refresh();
}, 30000);

self.onconnect = (event) => {
  const port = event.ports[0];
  port.onmessage = (message) => hear(port, message.data);
};
