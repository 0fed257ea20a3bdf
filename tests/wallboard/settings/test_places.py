"""Every key of a settings file is found on its line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wallboard.settings.problems.places import Path, places

TEXT = '''\
# a comment with [brackets] and = signs
top = "a # no comment" # a comment
a.b."c.d" = 1
many = [
  "]", # ]
  [1,
   2],
  { x = 1, y = { z = """
two lines""" } },
]
[t."quo\\"ted".'li"teral']
multi = \'\'\'
[not.a.table]
key = 1\'\'\'\'
quotes = """""a"""""
empty = ""
when = 1979-05-27 07:32:00
[[list]]
n = 1
[list.sub]
m = 1
[[list]]
[[list.inner]]
k = 1
[[list.inner]]
k = 2
[t]
late = true
'''


def test_keys_of_all_forms_are_found() -> None:
    found = places(TEXT)
    expected: dict[Path, int] = {
        ("top",): 2,
        ("a", "b", "c.d"): 3,
        ("many",): 4,
        ("many", 0): 5,
        ("many", 1): 6,
        ("many", 1, 1): 7,
        ("many", 2, "x"): 8,
        ("many", 2, "y", "z"): 8,
        ("t", 'quo"ted', 'li"teral'): 11,
        ("t", 'quo"ted', 'li"teral', "multi"): 12,
        ("t", 'quo"ted', 'li"teral', "quotes"): 15,
        ("t", 'quo"ted', 'li"teral', "when"): 17,
        ("list", 0, "n"): 19,
        ("list", 0, "sub", "m"): 21,
        ("list", 1): 22,
        ("list", 1, "inner", 0, "k"): 24,
        ("list", 1, "inner", 1, "k"): 26,
        ("t",): 27,
        ("t", "late"): 28,
    }
    assert {path: found.get(path) for path in expected} == expected


def paths(data: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield from paths(value, (*path, key))


KEYS = st.sampled_from(["a", "b-1", '"q.\\"x"', "'l.i'", "a.b", "c . d"])
SCALARS = st.sampled_from(
    ["1", "-1.5e3", "true", '"s#]}"', "'l\"'", "1979-05-27", '"""m\n]\\""""', "'''x'\n'''", '""', "''", "0x1f"]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda each: "[ # c ]\n" + " ,\n".join(each) + "\n]")
        | st.lists(inner, max_size=2).map(lambda each: "{" + ", ".join(f"k{n} = {v}" for n, v in enumerate(each)) + "}")
    ),
    max_leaves=5,
)
LINES = st.one_of(
    st.tuples(KEYS, VALUES).map(" = ".join),
    KEYS.map(lambda key: f"[{key}]"),
    KEYS.map(lambda key: f"[[ {key} ]]"),
    st.just("  # [x] y = 1"),
)


@given(st.lists(LINES, max_size=8).map("\n".join))
def test_every_path_of_a_valid_file_has_a_line_and_no_other_has(text: str) -> None:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    found = places(text)
    assert set(found) == set(paths(data))
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())
