"""Groups become a role and a remit, and never more than the settings say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.access.openid.grants import granted, groups_of, remit_of, together
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role
from wallboard.settings.parts.access import Grant

NAMES = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True).map(tuple)


@st.composite
def grants(draw: st.DrawFn) -> list[Grant]:
    number = draw(st.integers(1, 5))
    return [
        Grant(
            group=f"g{n}",
            role=draw(st.sampled_from([Role.VIEWER, Role.REVIEWER])),
            sites=draw(NAMES),
            departments=draw(NAMES),
            wards=draw(NAMES),
        )
        for n in range(number)
    ]


def inside(remit: Remit) -> set[tuple[str, str, str]]:
    """Everything of a small city that is within; "z" stands for what no grant names."""
    every = ("a", "b", "c", "z")
    return {(s, d, w) for s in every for d in every for w in every if remit.has_site(s) and remit.has_request(d, w)}


def test_without_a_group_that_is_named_there_is_no_role() -> None:
    named = [Grant(group="leads", role=Role.ADMINISTRATOR)]
    assert granted(named, {"Leads", "leads ", "lead"}) is None
    assert granted(named, set()) is None
    assert granted([], {"leads"}) is None


def test_the_highest_role_counts_with_its_own_remit_only() -> None:
    found = granted(
        [
            Grant(group="all", role=Role.VIEWER),
            Grant(group="north", role=Role.SUPERVISOR, sites=("north",)),
        ],
        {"all", "north"},
    )
    assert found is not None
    assert (found.role, found.remit) == (Role.SUPERVISOR, Remit.of(["north"]))


@pytest.mark.parametrize(("lower", "higher"), list(zip(Role, list(Role)[1:], strict=False)))
def test_roles_rise_in_the_order_in_which_they_are_declared(lower: Role, higher: Role) -> None:
    fits = {"departments": ("Roads",), "wards": ("4",)}
    both = [Grant(group=role, role=role, **({} if role is Role.ADMINISTRATOR else fits)) for role in (lower, higher)]
    found = granted(both, {lower, higher})
    assert found is not None
    assert found.role is higher


def test_departments_of_the_same_sites_add_up() -> None:
    named = [
        Grant(group=each, role=Role.DEPARTMENT_MANAGER, departments=(each,)) for each in ("Roads", "Parks", "Water")
    ]
    found = granted(named, {"Roads", "Water"})
    assert found is not None
    assert found.remit == Remit.of(None, ["Roads", "Water"])
    assert found.left_out == ()


def test_what_cannot_be_added_exactly_is_left_out_and_named() -> None:
    found = granted(
        [
            Grant(group="roads-north", role=Role.VIEWER, sites=("north",), departments=("Roads",)),
            Grant(group="parks-south", role=Role.VIEWER, sites=("south",), departments=("Parks",)),
            Grant(group="parks-north", role=Role.VIEWER, sites=("north",), departments=("Parks",)),
        ],
        {"roads-north", "parks-south", "parks-north"},
    )
    assert found is not None
    assert found.remit == Remit.of(["north"], ["Roads", "Parks"])
    assert found.left_out == ("parks-south",)


@given(grants(), st.sets(st.sampled_from(["g0", "g1", "g2", "g3", "g4", "x"])))
def test_nobody_ever_gets_more_than_their_groups_grants_hold(named: list[Grant], groups: set[str]) -> None:
    found = granted(named, groups)
    mine = [grant for grant in named if grant.group in groups]
    if found is None:
        assert mine == []
        return
    of_role = [remit_of(grant) for grant in mine if grant.role is found.role]
    assert inside(found.remit) <= set().union(*(inside(remit) for remit in of_role))
    assert inside(of_role[0]) <= inside(found.remit), "the first of the file always counts"
    if not found.left_out:
        assert inside(found.remit) == set().union(*(inside(remit) for remit in of_role))


@given(grants(), grants())
def test_two_remits_are_put_together_exactly_or_not_at_all(some: list[Grant], others: list[Grant]) -> None:
    one, other = remit_of(some[0]), remit_of(others[0])
    both = together(one, other)
    assert both == together(other, one)
    if both is not None:
        assert inside(both) == inside(one) | inside(other)


def test_everything_swallows_the_rest() -> None:
    assert together(EVERYTHING, Remit.of(["north"])) == EVERYTHING


@pytest.mark.parametrize(
    ("claim", "groups"),
    [
        (["a", "b", "a"], {"a", "b"}),
        ("a,b", {"a,b"}),
        (["a", 5, None, {"b": 1}, ["c"], ""], {"a"}),
        ({"a": True}, set()),
        (None, set()),
        (True, set()),
        ([str(n) for n in range(6_000)], {str(n) for n in range(5_000)}),
    ],
)
def test_groups_are_texts_whatever_the_claim_holds(claim: object, groups: set[str]) -> None:
    assert groups_of(claim) == groups
