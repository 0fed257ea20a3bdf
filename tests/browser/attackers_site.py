"""Another site, as an attacker has one: a page of its own on loopback, from which the wall is reached over the browser."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"<!DOCTYPE html><title>A prize</title><h1>You have won</h1><iframe name=hidden></iframe>"

# What a page of another origin can try to learn. Each answers with what it learnt, or "nothing".
READS = """
async wall => {
  const learnt = {};
  const within = (promise, ms) => Promise.race([promise, new Promise(done => setTimeout(() => done('nothing'), ms))]);
  const text = async (path, how) => {
    try { return (await (await fetch(wall + path, how)).text()).slice(0, 80) || 'nothing'; } catch { return 'nothing'; }
  };
  for (const path of ['/', '/api/me', '/api/snapshot', '/export/requests.csv', '/audit', '/today', '/metrics', '/here']) {
    learnt['fetch ' + path] = await text(path, { credentials: 'include' });
    learnt['fetch without cors ' + path] = await text(path, { credentials: 'include', mode: 'no-cors' });
    learnt['script ' + path] = await within(new Promise(done => {
      const script = document.createElement('script');
      script.onload = () => done('loaded'); script.onerror = () => done('nothing');
      script.src = wall + path; document.head.append(script);
    }), 5000);
    learnt['picture ' + path] = await within(new Promise(done => {
      const picture = new Image();
      picture.onload = () => done('loaded'); picture.onerror = () => done('nothing'); picture.src = wall + path;
    }), 5000);
  }
  learnt.stream = await within(new Promise(done => {
    const stream = new EventSource(wall + '/stream?board=wall', { withCredentials: true });
    stream.onmessage = event => done(event.data.slice(0, 80)); stream.onopen = () => done('opened');
    stream.onerror = () => { stream.close(); done('nothing'); };
  }), 5000);
  for (const path of ['/', '/stream', '/_dash-ws-callback', '/board/wall/_dash-ws-callback']) {
    learnt['socket ' + path] = await within(new Promise(done => {
      const socket = new WebSocket(wall.replace('http', 'ws') + path);
      socket.onopen = () => done('opened'); socket.onerror = () => done('nothing');
    }), 5000);
  }
  return learnt;
}
"""

# A form of the attacker's, sent as a whole page would be (target "") or out of sight (target "hidden").
SENDS = """
([action, fields, target]) => {
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action, target });
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
"""

# By a script, in the ways that need no leave of the other side beforehand, and in one that does.
POSTS = """
async ([address, body]) => {
  for (const how of [{ mode: 'no-cors' }, { mode: 'cors' }, { mode: 'cors', headers: { 'content-type': 'application/json' } }])
    try { await fetch(address, { method: 'POST', credentials: 'include', body, ...how }); } catch {}
  navigator.sendBeacon(address, body);
}
"""


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(PAGE)))
        self.end_headers()
        with contextlib.suppress(OSError):  # the browser went on meanwhile
            self.wfile.write(PAGE)

    def log_message(self, *words: object) -> None:
        pass


@contextmanager
def attackers_site() -> Iterator[int]:
    """The port on which it is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
