"""What is installed is what pyproject.toml asks for, locked with hashes, from wherever the machine gets its packages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = {name: (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8") for name in ("run", "dev", "uv")}


def locked(name: str) -> dict[str, str]:
    return {m[1]: m[2] for m in re.finditer(r"^([a-z0-9._-]+)==([^\s;\\]+)", LOCKS[name], re.MULTILINE)}


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("run", PROJECT["project"]["dependencies"]),
        ("dev", [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]),
    ],
)
def test_the_lock_holds_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    versions = locked(lock)
    for requirement in map(Requirement, wanted):
        name = requirement.name.lower().replace("_", "-")
        assert name in versions, f"{name} is not in requirements/{lock}.txt; run: make lock"
        assert requirement.specifier.contains(versions[name]), f"{name} {versions[name]}; run: make lock"


def test_tests_run_on_the_very_versions_that_the_wall_runs_on() -> None:
    assert locked("run").items() <= locked("dev").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_locked_by_hash_and_names_no_address(lock: str) -> None:
    packages = re.split(r"^(?=[a-z0-9])", LOCKS[lock], flags=re.MULTILINE)[1:]
    assert packages
    assert not [package.splitlines()[0] for package in packages if "--hash=sha256:" not in package]
    assert "://" not in LOCKS[lock]
    assert "--index-url" not in LOCKS[lock]
