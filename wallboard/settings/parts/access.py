"""Settings of who may come in: the front door, accounts, and the city's own sign-in."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from wallboard.model.roles import Role
from wallboard.settings.parts.section import Section
from wallboard.settings.parts.values import Network

_SHORTEST_PASSPHRASE = 20  # characters


def _long_enough(passphrase: SecretStr) -> SecretStr:
    if 0 < len(passphrase) < _SHORTEST_PASSPHRASE:
        raise ValueError(
            f"it has {len(passphrase)} characters and needs {_SHORTEST_PASSPHRASE} or more, such as the output of "
            "`openssl rand -base64 24`"
        )
    return passphrase


Passphrase = Annotated[SecretStr, AfterValidator(_long_enough)]


class Server(Section):
    """Where the wall is served. Wider than this machine only with an address, and a certificate or a proxy."""

    host: str = Field(
        default="127.0.0.1",
        description='address to listen on; "0.0.0.0" is every one of this machine. Wider than loopback needs `address` and either `certificate` or `proxies`, and people must sign in',
    )
    port: int = Field(default=8311, ge=0, le=65535, description="0 takes a free one")
    address: str = Field(
        default="",
        description='how browsers reach the wall, such as "https://wall.example.gov" or "https://10.20.0.5:8311"; requests for any other name are refused',
    )
    certificate: str = Field(default="", description="PEM file with the certificate and its chain")
    certificate_key: str = Field(default="", description="PEM file with its private key")
    proxies: tuple[Network, ...] = Field(
        default=(),
        description='addresses of the reverse proxies whose X-Forwarded-For and -Proto are believed, such as ["10.20.0.2"]; from anybody else they are ignored',
    )


class Grant(Section):
    """What members of one group of the provider may do here. A person's grants of their highest role add up."""

    group: str = Field(description="the provider's own name for the group")
    role: Role = Field(description="role of its members")
    sites: tuple[str, ...] = Field(default=(), description="sites of their remit; all when left out")
    departments: tuple[str, ...] = Field(default=(), description="departments of their remit; all when left out")
    wards: tuple[str, ...] = Field(default=(), description="wards of their remit; all when left out")


class Provider(Section):
    """One OpenID Connect provider: the city's own sign-in."""

    label: str = Field(default="", description='what the button says, such as "City account"; the name when empty')
    issuer: str = Field(description="its address, without /.well-known/openid-configuration")
    client_id: str = Field(description="what it calls this wallboard")
    client_secret: SecretStr = Field(
        default=SecretStr(""),
        description="belongs in WALLBOARD_ACCESS__PROVIDERS__NAME__CLIENT_SECRET or a file named by that and _FILE",
    )
    scopes: tuple[str, ...] = Field(default=("openid", "profile", "email"), description="what is asked for")
    groups_claim: str = Field(default="groups", description="claim that names the person's groups")
    name_claim: str = Field(default="name", description="claim that is shown as the person's name")
    grants: tuple[Grant, ...] = Field(default=(), description="what its groups may do; who is in none may do nothing")


class AccessSettings(Section):
    """Who may come in. On loopback nobody need sign in, unless `sign_in` says so."""

    sign_in: bool = Field(
        default=False,
        description="whether people sign in also where only this machine is listened to; where others can reach the wall they always do",
    )
    accounts: bool = Field(default=True, description="whether local accounts may sign in")
    database: str = Field(
        default="sqlite:///var/access.db",
        description="SQLAlchemy address of the accounts, sessions, screens and the audit log; a password belongs in WALLBOARD_ACCESS__DATABASE or a file named by that and _FILE",
    )
    keys: SecretStr = Field(
        default=SecretStr(""),
        description="keys under which secrets are hashed, the newest first, parted by spaces or lines; from WALLBOARD_ACCESS__KEYS. Left out, they are read from `keys_file`, and made there at the first start",
    )
    keys_file: str = Field(
        default="var/access.keys", description="where keys are kept that nobody gave; it is in no backup"
    )
    backup_key: Passphrase = Field(
        default=SecretStr(""),
        description="passphrase, 20 characters or more, under which `backup` also saves people, screens and the audit log; from WALLBOARD_ACCESS__BACKUP_KEY or a file named by that and _FILE. Left out, they are not in the backup",
    )
    idle_minutes: float = Field(
        default=600, gt=0, le=20_160, description="minutes without a request after which a person is signed out"
    )
    session_days: float = Field(
        default=7, gt=0, le=90, description="days after which a person signs in again, whatever happens"
    )
    screen_days: float = Field(
        default=365, gt=0, le=400, description="days for which a screen that is not seen stays paired"
    )
    code_minutes: float = Field(
        default=10, gt=0, le=60, description="minutes for which a screen's code can be approved"
    )
    invitation_hours: float = Field(
        default=72, gt=0, le=720, description="hours for which an invitation or reset code is good"
    )
    providers: dict[str, Provider] = Field(default={}, description="OpenID Connect providers")
