"""A wire between two programs that a test can cut, silence and mend."""

from __future__ import annotations

import contextlib
import socket
import threading


class Wire:
    """Forwards a port of its own to another.

    While cut, open connections are reset and new ones refused. While silent, nothing is refused and nothing arrives,
    as when packets vanish; what was sent meanwhile arrives afterwards, as TCP sends it again. `mute` does worse to the
    connections that are open then: they stay open, take everything and never answer again, while new ones do.
    """

    def __init__(self, target_port: int) -> None:
        self.target_port = target_port
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._passing = threading.Event()
        self._passing.set()
        self._muted: set[socket.socket] = set()
        self._listening = self._listen(0)
        self.port: int = self._listening.getsockname()[1]

    def cut(self) -> None:
        self._passing.set()
        # closing alone would leave the blocked accept() holding the port
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with self._lock:
            ends, self._open = self._open, set()
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def mend(self) -> None:
        self._listening = self._listen(self.port)

    def silence(self) -> None:
        self._passing.clear()

    def mute(self) -> int:
        """Mutes every connection that is open now; gives back how many those are."""
        with self._lock:
            self._muted |= self._open
            return len(self._muted) // 2

    def speak(self) -> None:
        self._passing.set()

    def _listen(self, port: int) -> socket.socket:
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(256)
        threading.Thread(target=self._accept, args=(listening,), daemon=True).start()
        return listening

    def _accept(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listening.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self.target_port), timeout=5)
                except OSError:
                    near.close()
                    continue
                far.settimeout(None)
                with self._lock:
                    self._open |= {near, far}
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._copy, args=(source, sink), daemon=True).start()

    def _copy(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._passing.wait()
                if source not in self._muted:
                    sink.sendall(data)
        self._end(source, sink)

    def _end(self, source: socket.socket, sink: socket.socket) -> None:
        with self._lock:
            self._open -= {source, sink}
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
