"""A real server that is led through all that access does, with a secret planted wherever one may be, and all that it said."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

import data_sources
from layouts.cli.backup import back_up
from tests.integration.serving_wall import ServingWall, serving_wall
from tests.servers import free_port
from wallboard.settings.file import read as settings_file

AT_WORD = "planted-part-Word0"  # behind an @ that should be written %40
FILE_WORD = "planted-in-a-file-Word9"  # in a watched folder, and reached from it by a link
CHANNEL_WORD = "planted-channel-Word10"  # in the address by which people are told of alerts
LEDGER_WORD, SOURCE_WORD = "planted-ledger-Word1", "planted-source-Word2"
CLIENT_SECRET, BACKUP_KEY = "planted-client-secret-3", "planted backup passphrase 4"
KEY = "planted-access-key-5-" * 3
OLD_KEY = "planted-older-key-6-" * 3
CALLERS_KEY = "planted-callers-key-0-" * 3
SHORT_KEY, SHORT_PASSPHRASE = "planted-short-key-7", "planted passphr 8"
RIGHT, WRONG, AS_NAME, NEW = (
    "right planted words",
    "wrong planted words",
    "typed-as-name-planted",
    "newer planted words",
)


@dataclass
class Heard:
    """All that was said, by where it was said, and all that must not be in it."""

    said: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def hear(self, place: str, text: str | bytes) -> None:
        text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        self.said[place] = self.said.get(place, "") + text

    def answer(self, place: str, answer: httpx.Response, *, besides: str = "") -> httpx.Response:
        """An answer with its headers; cookies are where their secrets belong, and `besides` is shown this once."""
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items() if name != "set-cookie")
        text = f"{head}\n{answer.text}"
        self.hear(f"answer to {place}", text.replace(besides, "") if besides else text)
        return answer


def cookie(client: httpx.Client, name: str) -> str:
    return next(value for key, value in client.cookies.items() if name in key)


def sign_in(wall: ServingWall, code: str, heard: Heard) -> httpx.Client:
    """Comes in by a one-time code, and again by password, with what goes wrong in between."""
    heard.secrets["one-time code"] = code
    client = wall.browser()
    fields = {"name": "ada", "code": code, "password": RIGHT, "again": RIGHT}
    heard.answer("/welcome, not the same", client.post("/welcome", data={**fields, "again": WRONG}))
    assert heard.answer("/welcome", client.post("/welcome", data=fields)).status_code == 303
    heard.secrets["first session"] = cookie(client, "session")
    told = heard.answer("/sign-out", client.post("/sign-out"))
    assert told.status_code == 303, told.text
    for name, password in (("ada", WRONG), (AS_NAME, WRONG)):
        told = client.post("/sign-in", data={"name": name, "password": password})
        assert (
            heard.answer("/sign-in, wrong", told, besides=AS_NAME).status_code == 401
        )  # the field keeps what was typed
    assert heard.answer("/sign-in", client.post("/sign-in", data={"name": "ada", "password": RIGHT})).status_code == 303
    heard.secrets |= {"session": cookie(client, "session"), "mark of a known browser": cookie(client, "known")}
    return client


def make_token(client: httpx.Client, heard: Heard) -> str:
    form = {"label": "Reports", "right": ["read", "operate", "export"], "days": "30"}
    told = client.post("/account/tokens", data=form)
    found = re.search(r"wb_[\w-]{40,}", told.text)
    assert found is not None, told.text[:2000]
    heard.secrets["API token"] = found[0]
    heard.answer("/account/tokens", told, besides=found[0])
    return found[0]


def use_token(wall: ServingWall, token: str, heard: Heard) -> None:
    for path in ("/api/me", "/api/snapshot", "/api/requests?limit=x", "/metrics", "/export/requests.csv", "/audit"):
        for bearer in (token, token[:-1] + "x"):
            with wall.browser() as program:
                heard.answer(path, program.get(path, headers={"authorization": f"Bearer {bearer}"}))
    with wall.browser() as careless:  # a token in an address is refused; the log must not keep it either
        told = careless.get("/api/me", params={"token": token, "access_token": token})
        assert heard.answer("/api/me?token=", told).status_code == 401


def pair(wall: ServingWall, client: httpx.Client, heard: Heard) -> None:
    with wall.browser() as screen:
        heard.answer("/tv", screen.get("/tv"))
        begun = screen.post("/tv/begin")
        shown = begun.json()["code"]
        heard.answer("/tv/begin", begun, besides=shown)
        heard.secrets |= {"pairing code": shown, "pairing secret": cookie(screen, "pairing")}
        heard.answer("/tv/claim, too early", screen.post("/tv/claim"))
        for code, status in (("2222-2222", 422), (shown, 303)):
            told = client.post("/screens", data={"code": code, "board": "wall", "name": "Hall"})
            assert heard.answer("/screens, approve", told, besides=code).status_code == status, told.text
        heard.answer("/tv/claim", screen.post("/tv/claim"))
        heard.secrets["screen"] = cookie(screen, "screen")
        heard.answer("/ for a screen", screen.get("/"))
        with screen.stream("GET", "/stream", params={"board": "wall"}) as stream:
            for text in stream.iter_text():
                heard.hear("stream", text)
                if "data:" in text:
                    break


def look_around(client: httpx.Client, heard: Heard) -> None:
    for path in (
        "/",
        "/today",
        "/account",
        "/people",
        "/screens",
        "/audit",
        "/alerts",
        "/alerts/1",
        "/export/alerts.csv",
        "/export/audit.csv",
        "/metrics",
        "/readyz",
    ):
        assert heard.answer(path, client.get(path)).status_code == 200, path
    for path in ("/nowhere", "/people/nobody", "/board/none", "/sign-in/city", "/api/requests?limit=many"):
        assert heard.answer(path, client.get(path)).status_code >= 400, path
    for path in ("/account/password", "/people", "/screens", "/tv/claim"):
        heard.answer(f"POST {path}", client.post(path, content=b"\xff" * 50))
    same = {"current": RIGHT, "password": NEW, "again": NEW}
    heard.answer("/account/password", client.post("/account/password", data={**same, "current": WRONG}))
    assert heard.answer("/account/password", client.post("/account/password", data=same)).status_code == 303


def take_over_wrong_settings(wall: ServingWall) -> None:
    """Puts a secret where it is wrong, and waits until the log tells of it."""
    right, refused = wall.settings.read_text(), "changed settings refused"
    wall.settings.write_text(
        right
        + f'clent_secret = "{CLIENT_SECRET}"\n'
        + f'[access.providers.wrong]\nissuer = 1\nclient_secret = ["{CLIENT_SECRET}"]\n'
        + f'[sources.wrong]\nkind = "sql_tickets"\nurl = "oracle://wall:{SOURCE_WORD}@db.example/x"\n'
    )
    ends = time.monotonic() + 60
    while refused not in wall.log.read_text() and time.monotonic() < ends:
        time.sleep(0.1)
    assert refused in wall.log.read_text()
    wall.settings.write_text(right)


def led_through_everything(folder: Path) -> Heard:
    """A server in this folder with a secret for all that may have one, led through all that access does, and stopped."""
    (folder / "backup-key").write_text(BACKUP_KEY)
    (folder / "pbx-url").write_text(f"postgresql+psycopg://wall:{SOURCE_WORD}@127.0.0.1:{free_port()}/pbx")
    for secret in folder.iterdir():
        secret.chmod(0o600)
    heard = Heard(
        secrets={
            "ledger's password": LEDGER_WORD,
            "source's password": SOURCE_WORD,
            "part of a password behind an @": AT_WORD,
            "a file that is no table": FILE_WORD,
            "client secret": CLIENT_SECRET,
            "backup key": BACKUP_KEY,
            "newest key": KEY,
            "older key": OLD_KEY,
            "key of callers": CALLERS_KEY,
            "token of a channel": CHANNEL_WORD,
            "short key": SHORT_KEY,
            "short passphrase": SHORT_PASSPHRASE,
            "right password": RIGHT,
            "wrong password": WRONG,
            "password typed as a name": AS_NAME,
            "new password": NEW,
        }
    )
    watched = folder / "watched"
    watched.mkdir()
    for name in ("key.csv", "address.csv"):
        (watched / name).write_text(
            f"-----BEGIN {FILE_WORD}-----\npostgresql://wall:{FILE_WORD}@db.example/x,{FILE_WORD}\n"
        )
    (folder / "secret").write_text(f"{FILE_WORD}\n")
    (watched / "linked.csv").symlink_to(folder / "secret")
    more = f"""
[sources.city]
kind = "csv_tickets"
path = "{watched}"
columns = {{ ticket = "id", opened_at = "opened" }}

[sources.phones]
kind = "asterisk_queue_log"
url = "postgresql+psycopg://nobody@127.0.0.1/pbx"
deadline_s = 3

[channels.desk]
[built_in_alerts.source_lost]
hold_s = 0
notify = ["desk"]

[access.providers.city]
issuer = "http://127.0.0.1:{free_port()}"
client_id = "wallboard"
grants = [{{ group = "it", role = "administrator" }}]
"""
    environ = {
        "WALLBOARD_LOG_LEVEL": "DEBUG",
        "WALLBOARD_SOURCES__PHONES__URL_FILE": str(folder / "pbx-url"),
        "WALLBOARD_ACCESS__BACKUP_KEY_FILE": str(folder / "backup-key"),
        "WALLBOARD_ACCESS__KEYS": f"{KEY} {OLD_KEY}",
        "WALLBOARD_CALLERS__KEY": CALLERS_KEY,
        "WALLBOARD_CHANNELS__DESK__ADDRESS": f"json://wall:{CHANNEL_WORD}@127.0.0.1:{free_port()}/{CHANNEL_WORD}",
        "WALLBOARD_ACCESS__PROVIDERS__CITY__CLIENT_SECRET": CLIENT_SECRET,
    }
    with serving_wall(folder, more, **environ) as wall:
        run(wall, heard)
    return heard


def until_told(wall: ServingWall, words: str) -> None:
    """What follows asks for what is said of bad files, and of alerts that reached nobody."""
    deadline = time.monotonic() + 60
    while words not in wall.log.read_text():
        assert time.monotonic() < deadline, f"nothing is told of {words}"
        time.sleep(0.1)


def run(wall: ServingWall, heard: Heard) -> None:
    away = f"postgresql+psycopg://wall:{LEDGER_WORD}@127.0.0.1:{free_port()}/ledger"
    calls: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
        "check": (("check",), {}),
        "serve without its ledger": (("serve",), {"WALLBOARD_LEDGER": away}),
        "serve without its people": (("serve",), {"WALLBOARD_ACCESS__DATABASE": f"{away}?password={LEDGER_WORD}"}),
        "serve with an @ in the ledger's password": (
            ("serve",),
            {"WALLBOARD_LEDGER": f"postgresql://wall:a@{AT_WORD}@127.0.0.1:{free_port()}/x"},
        ),
        "check with an @ in a source's password": (
            ("check",),
            {
                "WALLBOARD_SOURCES__OTHER__KIND": "asterisk_queue_log",
                "WALLBOARD_SOURCES__OTHER__URL": f"mysql://wall:a@{AT_WORD}/b@127.0.0.1/x",
            },
        ),
        "serve with a wrong ledger": (("serve",), {"WALLBOARD_LEDGER": f"oracle://wall:{LEDGER_WORD}@db.example/x"}),
        "serve with a short key": (("serve",), {"WALLBOARD_ACCESS__KEYS": SHORT_KEY}),
        "check with a callers' key that is a list": (("check",), {"WALLBOARD_CALLERS__KEY": f'["{CALLERS_KEY}"]'}),
        "serve with a key that is a list": (("serve",), {"WALLBOARD_ACCESS__KEYS": f'["{KEY}"]'}),
        "backup with a short passphrase": (("backup", "x"), {"WALLBOARD_ACCESS__BACKUP_KEY": SHORT_PASSPHRASE}),
        "list of keys": (("keys", "list"), {}),
        "rotation of given keys": (("keys", "rotate"), {}),
        "add": (("people", "add", "ada", "--shown", "Ada", "--role", "administrator"), {}),
    }
    for name, said in zip(calls, wall.commands(*calls.values()), strict=True):
        assert said.strip(), name
        heard.hear(name, said)
    code = re.search(r"One-time code for .*: (\S+)$", heard.said.pop("add"), re.MULTILINE)
    assert code is not None
    wall.start()
    until_told(wall, "key.csv")
    until_told(wall, "notification refused")
    client = sign_in(wall, code[1], heard)
    use_token(wall, make_token(client, heard), heard)
    pair(wall, client, heard)
    look_around(client, heard)
    take_over_wrong_settings(wall)
    heard.answer("/audit", client.get("/audit"))
    heard.answer("/export/audit.csv", client.get("/export/audit.csv"))
    client.close()
    settings = settings_file.load(wall.settings, data_sources.kinds(), wall.environ)
    heard.hear("backup", "\n".join(back_up(settings, wall.folder / "backup.db")))
    wall.stop()
    heard.hear("log", wall.log.read_text())
    for file in ("backup.db", "backup.db.access", *(path.name for path in wall.folder.glob("access.db*"))):
        heard.hear(file, (wall.folder / file).read_bytes())
