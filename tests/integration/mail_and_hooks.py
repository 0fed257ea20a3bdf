"""A mail server and a webhook of the tests' own, which take messages, refuse them, fall silent and come back."""

from __future__ import annotations

import json
import re
import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NUMBER = re.compile(r"\[notification (\d+)\]")
Mood = str  # "well", "refuses", "silent" (has taken it and never says so), "deaf" (says nothing at all)


class Received:
    """How often each notification was taken, and in which mood whoever comes next is met."""

    def __init__(self, moods: Callable[[int], Mood]) -> None:
        self.times: Counter[int] = Counter()
        self.met: Counter[Mood] = Counter()
        self._moods, self._lock, self._visits = moods, threading.Lock(), 0
        self.leave = threading.Event()

    def next_mood(self) -> Mood:
        with self._lock:
            mood = self._moods(self._visits)
            self._visits += 1
            self.met[mood] += 1
            return mood

    def take(self, text: str) -> None:
        found = NUMBER.search(text)
        assert found, f"a message without its number: {text[:200]}"
        with self._lock:
            self.times[int(found[1])] += 1


@contextmanager
def webhook(received: Received) -> Iterator[int]:
    """Serves on a free port, which is given back."""

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            mood = received.next_mood()
            if mood == "refuses":
                self.send_error(503)
                return
            if mood == "deaf":  # reads nothing: here it is the same as well, for the body came with the head
                mood = "well"
            received.take(json.loads(body)["message"])
            if mood == "silent":
                received.leave.wait(20)
                return
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Hook), received) as port:
        yield port


@contextmanager
def mail_server(received: Received) -> Iterator[int]:
    """The few words of SMTP that a sender needs."""

    class Mail(socketserver.StreamRequestHandler):
        disable_nagle_algorithm = True

        def handle(self) -> None:
            mood = received.next_mood()
            if mood == "deaf":
                received.leave.wait(20)
                return
            self._say("220 mail.test")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word in (b"EHLO", b"HELO"):
                    self._say("250 mail.test")
                elif word == b"DATA":
                    if not self._data(mood):
                        return
                elif word == b"QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 ok")

        def _data(self, mood: Mood) -> bool:
            self._say("354 go on")
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            if mood == "refuses":
                self._say("451 try again later")
                return True
            received.take(b"".join(lines).decode())
            if mood == "silent":
                received.leave.wait(20)
                return False
            self._say("250 taken")
            return True

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with _serving(Server(("127.0.0.1", 0), Mail), received) as port:
        yield port


@contextmanager
def _serving(server: socketserver.TCPServer, received: Received) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.socket.getsockname()[1]
    finally:
        received.leave.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
