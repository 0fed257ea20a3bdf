"""The city's own sign-in for tests: Canaille, a real OpenID Connect provider, on a free port of 127.0.0.1.

    python city_sign_in.py   reads one line of JSON (callbacks, key), prints its address, serves until standard input ends

`/tests/groups?name=lee&groups=wall-viewers` is ours, not Canaille's: it puts a person into other groups.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from joserfc.jwk import RSAKey

CLIENT, SECRET, PASSWORD = "wallboard", "tests only: s3cret/+%&", "tests-only-Pa55"
PEOPLE = {
    "ada": ("Ada Lopez", ["wall-administrators", "staff"]),
    "rosa": ("Rosa Roads", ["roads-managers"]),
    "kim": ("Kim Nobody", ["staff"]),
    "lee": ("Lee Supervisor", ["wall-supervisors"]),
    "dan": ("Dan Denies", ["wall-supervisors"]),
}


@contextmanager
def city_sign_in(key: RSAKey, *callbacks: str) -> Iterator[str]:
    """Its issuer, while it runs. It signs with `key`, and sends browsers back to `callbacks` and nowhere else."""
    program = [sys.executable, "-W", "ignore", str(Path(__file__).resolve())]
    # or else this folder would come before the packages
    environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1", "PYTHONSAFEPATH": "1"}
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps({"callbacks": callbacks, "key": key.as_dict(private=True)}) + "\n")
            process.stdin.flush()
            told = process.stdout.readline()
            assert told, "Canaille did not start; its words are above"
            yield json.loads(told)["issuer"]
        finally:
            process.stdin.close()
            process.wait(20)


def serve(callbacks: list[str], key: dict[str, str]) -> None:
    from canaille import create_app
    from canaille.app import models
    from canaille.backends import Backend
    from canaille.backends.memory.backend import MemoryBackend
    from flask import request
    from werkzeug.serving import make_server

    MemoryBackend.do_query = all_of
    app = create_app(
        config={
            "SECRET_KEY": secrets.token_hex(16),
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {
                "DATABASE": "memory",
                "JAVASCRIPT": False,
                "HTMX": False,
                "LANGUAGE": "en",
                "NAME": "City of Example",
                "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}},
                "LOGGING": {
                    "version": 1,
                    "loggers": {"canaille": {"level": "CRITICAL"}},
                },
            },
            "CANAILLE_OIDC": {
                "ACTIVE_JWKS": [key],
                "TRUSTED_DOMAINS": [],  # so that people are asked for their consent
            },
        }
    )
    with app.app_context():
        backend = Backend.instance
        for name, (shown, _) in PEOPLE.items():
            backend.save(
                models.User(
                    user_name=name,
                    formatted_name=shown,
                    given_name=shown.split()[0],
                    family_name=shown.split()[1],
                    emails=[f"{name}@city.example"],
                    password=PASSWORD,
                )
            )
        for name, (_, groups) in PEOPLE.items():
            put_in(name, groups)
        client = models.Client(
            client_id=CLIENT,
            client_secret=SECRET,
            client_name="City 311 wallboard",
            client_uri="https://wall.example",
            redirect_uris=callbacks,
            grant_types=["authorization_code"],
            response_types=["code"],
            token_endpoint_auth_method="client_secret_post",
            scope=["openid", "profile", "email", "groups"],
            contacts=["wall@city.example"],
        )
        backend.save(client)
        client.audience = [client]
        backend.save(client)

    def change_groups() -> str:
        put_in(request.args["name"], list(filter(None, request.args["groups"].split(","))))
        return "done"

    app.add_url_rule("/tests/groups", view_func=change_groups)

    worker = ThreadPoolExecutor(1)  # its memory is not for several threads

    def answers(environ: Any, start_response: Any) -> list[bytes]:
        return [worker.submit(lambda: b"".join(app(environ, start_response))).result()]

    # a browser may hold a connection open without asking anything, so there is a thread for each
    server = make_server("127.0.0.1", 0, answers, threaded=True)
    print(json.dumps({"issuer": f"http://127.0.0.1:{server.server_port}/"}), flush=True)
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    server.serve_forever()


def all_of(self: Any, model: Any, *_: Any, **wanted: Any) -> list[Any]:
    """What fulfils every condition, as Canaille's own description of `query` has it. Its memory gives back what
    fulfils any: somebody's consent would be everybody's, and one code another."""
    found = set(self.index(model))
    for attribute, values in wanted.items():
        known = self.attribute_index(model, attribute)
        told = model.serialize(values if isinstance(values, list) else [] if values is None else [values])
        found &= {id for value in told for id in known.get(value, [])}
    rows = [model(**self.index(model)[id]) for id in self.index(model) if id in found]
    for row in rows:
        row._cache = {}
    return rows


def put_in(name: str, groups: list[str]) -> None:
    """Makes someone a member of these groups and no other."""
    from canaille.app import models
    from canaille.backends import Backend

    backend = Backend.instance
    user = backend.get(models.User, user_name=name)
    for group in backend.query(models.Group):
        if user in group.members:
            group.members = [member for member in group.members if member != user]
            backend.save(group) if group.members else backend.delete(group)
    for each in groups:
        group = backend.get(models.Group, display_name=each)
        if group is None:
            group = models.Group(display_name=each, members=[user])
        else:
            group.members = [*group.members, user]
        backend.save(group)


if __name__ == "__main__":
    import logging

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    serve(**json.loads(sys.stdin.readline()))
