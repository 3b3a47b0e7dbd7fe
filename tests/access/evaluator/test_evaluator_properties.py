"""What holds of every policy and every request."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from swtui.access.evaluator.evaluator import (
    Evaluation,
    Request,
    combine,
    evaluate_identity,
    evaluate_trust,
    read_policy,
)
from tests.access.evaluator.generated_policies import (
    ACCOUNTS,
    CALLERS,
    Json,
    conditions,
    documents,
    requests,
    statements,
)

NEW = "2012-10-17"
ADMITS: Json = {"Effect": "Allow", "Principal": "*", "Action": "*"}
PRINCIPAL_NAMES = [*ACCOUNTS, *(caller.arn for caller in CALLERS), "AIDADELETEDDELETED00"]
ENOUGH = settings(max_examples=120, deadline=None)
anything_known = st.booleans().flatmap(requests)


def trust(document: Json, request: Request) -> Evaluation:
    read = read_policy(document)
    assert read.problems == ()
    return evaluate_trust(read, request)


def identity(document: Json, request: Request) -> Evaluation:
    return evaluate_identity([read_policy(document)], request)


def with_statements(document: Json, *more: Json) -> Json:
    return document | {"Statement": [*document["Statement"], *more]}


@ENOUGH
@given(documents(), statements("Deny"), anything_known)
def test_an_added_deny_never_allows(document: Json, added: Json, request: Request) -> None:
    before = trust(document, request).verdict
    after = trust(with_statements(document, added), request).verdict
    assert after == before or (before, after) in {
        ("allowed", "denied"),
        ("allowed", "unknown"),
        ("unknown", "denied"),
        ("not-allowed", "denied"),
    }


@ENOUGH
@given(documents(), statements("Deny"), anything_known)
def test_a_deny_that_applies_denies_and_one_that_may_apply_leaves_nothing_allowed(
    document: Json, added: Json, request: Request
) -> None:
    alone = trust({"Version": "2012-10-17", "Statement": [added]}, request).denies
    after = trust(with_statements(document, added), request).verdict
    if alone:
        assert after == "denied"
    elif alone is None:
        assert after != "allowed"


@ENOUGH
@given(documents(), statements("Allow"), anything_known)
def test_one_allow_that_applies_is_enough_wherever_it_stands(
    document: Json, added: Json, request: Request
) -> None:
    alone = trust({"Version": "2012-10-17", "Statement": [added]}, request).allows
    before = trust(document, request).allows
    for statements_ in ([*document["Statement"], added], [added, *document["Statement"]]):
        after = trust(document | {"Statement": statements_}, request).allows
        assert after is (True if alone or before else None if None in (alone, before) else False)


@ENOUGH
@given(documents(), statements("Allow"), anything_known)
def test_an_added_allow_never_denies(document: Json, added: Json, request: Request) -> None:
    before = trust(document, request)
    after = trust(with_statements(document, added), request)
    assert after.denies == before.denies
    assert before.verdict != "allowed" or after.verdict == "allowed"


def _if_exists(statement: Json) -> Json:
    """Return the statement with IfExists on every operator that takes it."""
    found = copy.deepcopy(statement)
    block: dict[str, Any] = found.get("Condition", {})
    found["Condition"] = {}
    for name, keys in block.items():
        exists = name == "Null" or name.endswith("IfExists")
        found["Condition"].setdefault(name if exists else f"{name}IfExists", {}).update(keys)
    return found


@ENOUGH
@given(statements("Allow"), anything_known)
def test_ifexists_never_narrows(statement: Json, request: Request) -> None:
    widened = _if_exists(statement)
    plain: Json = {"Version": "2012-10-17", "Statement": [statement]}
    wide: Json = {"Version": "2012-10-17", "Statement": [widened]}
    if len(widened["Condition"]) < len(statement.get("Condition", {})):
        return  # the same operator with and without it fell together
    rank = {False: 0, None: 1, True: 2}
    assert rank[trust(wide, request).allows] >= rank[trust(plain, request).allows]


@ENOUGH
@given(conditions, anything_known)
def test_ifexists_changes_what_lacks_its_key_alone(condition: Json, request: Request) -> None:
    ((name, keys),) = condition.items()
    ((key, _),) = keys.items()
    if name == "Null":
        return
    plain = name.removesuffix("IfExists")
    before, after = (
        trust({"Statement": [ADMITS | {"Condition": {each: keys}}], "Version": NEW}, request).allows
        for each in (plain, f"{plain}IfExists")
    )
    found = request.values(key)
    if found is None or any(found) or (found and not name.startswith("For")):
        assert after is before
    else:
        assert after is (None if name.startswith("ForAnyValue") else True)


@ENOUGH
@given(st.permutations(PRINCIPAL_NAMES), st.integers(1, 4), anything_known)
def test_the_order_of_principals_never_matters(
    names: list[str], count: int, request: Request
) -> None:
    one, two = (
        trust({"Statement": [ADMITS | {"Principal": {"AWS": listed}}], "Version": NEW}, request)
        for listed in (names[:count], names[:count][::-1])
    )
    assert one.allows is two.allows
    assert one.results[0].matched_as == two.results[0].matched_as


@ENOUGH
@given(documents(), anything_known, st.randoms(use_true_random=False))
def test_the_order_of_statements_never_matters(
    document: Json, request: Request, random: Any
) -> None:
    shuffled = list(document["Statement"])
    random.shuffle(shuffled)
    before, after = trust(document, request), trust(document | {"Statement": shuffled}, request)
    assert (before.allows, before.denies) == (after.allows, after.denies)


@ENOUGH
@given(documents(), documents(trust=False), requests())
def test_what_is_not_known_is_never_contradicted_by_what_comes_to_be_known(
    role_side: Json, own_side: Json, known: Request
) -> None:
    for lost in known.context:
        kept = {key: values for key, values in known.context.items() if key != lost}
        guess = Request(
            action=known.action, resource=known.resource, principal=known.principal, context=kept
        )
        for judge, document in ((trust, role_side), (identity, own_side)):
            before, after = judge(document, guess), judge(document, known)
            assert before.allows in (None, after.allows)
            assert before.denies in (None, after.denies)


@ENOUGH
@given(documents(), documents(trust=False), requests())
def test_with_everything_known_both_sides_give_a_verdict(
    role_side: Json, own_side: Json, request: Request
) -> None:
    ours, theirs = identity(own_side, request), trust(role_side, request)
    assert "unknown" not in (ours.verdict, theirs.verdict)
    assert combine(request, theirs, ours).verdict in ("allowed", "denied", "not-allowed")


@ENOUGH
@given(documents(), documents(trust=False), documents(trust=False), requests())
def test_a_boundary_never_widens(
    role_side: Json, own_side: Json, limit: Json, request: Request
) -> None:
    ours, theirs = identity(own_side, request), trust(role_side, request)
    free = combine(request, theirs, ours)
    bound = combine(request, theirs, ours, boundary=identity(limit, request))
    assert bound.verdict != "allowed" or free.verdict == "allowed"


@ENOUGH
@given(documents(), requests(known=False))
def test_every_statement_says_why_in_words(document: Json, request: Request) -> None:
    results = trust(document, request).results
    assert len(results) == len(document["Statement"])
    for result in results:
        says = {True: " applies", False: " does not apply", None: " may or may not apply"}
        assert says[result.matched] in result.why
        assert all(reason.words for reason in result.reasons)


WORDS = st.sampled_from(("Allow", "sts:AssumeRole", "*", "2012-10-17", "true"))
IN_POLICY = ("Version", "Statement")
IN_STATEMENT = ("Effect", "Action", "Principal", "NotPrincipal", "Resource", "Sid", "Condition")
IN_ELEMENT = ("AWS", "Bool", "Null", "StringLike", "IpAddress")
ELEMENTS = st.sampled_from((*IN_POLICY, *IN_STATEMENT, *IN_ELEMENT))
NONSENSE = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ELEMENTS, inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=100, deadline=None)
@given(NONSENSE, requests())
def test_no_document_makes_it_raise(document: Any, request: Request) -> None:
    read = read_policy(document)
    evaluate_trust(read, request)
    evaluate_identity([read], request)
