"""Show the policy of a form: its text, its problems and its warnings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from swtui.access.form.fields import (
    LABELS,
    StartingPoint,
    Values,
    build_draft,
    find_starting_point,
    gaps,
    in_form_words,
    read_values,
)
from swtui.access.form.prefill import Difference
from swtui.access.policies.draft import TRUST, PolicyDraft
from swtui.access.policies.formats import Names, write
from swtui.access.policies.render import Written
from swtui.access.policies.write import problems, warnings
from swtui.errors import UsageError

CHANGE = "change"
"""The format that compares the policy that was read with the proposed one."""
FORMAT_LABELS = {
    CHANGE: "change",
    "json": "JSON",
    "cli": "AWS CLI",
    "terraform": "Terraform",
    "cloudformation": "CloudFormation",
    "profile": "profile",
}
"""The names of the formats of `write`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One state of the form, read; every text is raw."""

    draft: PolicyDraft
    form: str
    names: Names
    text: str = ""
    """The text to copy; empty when there is something wrong or missing."""
    missing: tuple[str, ...] = ()
    """The needed fields that are empty yet, by name."""
    problems: tuple[tuple[str, str], ...] = ()
    """Field (empty: about all of it) and what is wrong, a sentence."""
    warnings: tuple[str, ...] = ()
    """The warnings to read before it is used."""
    notes: tuple[str, ...] = ()
    """The next steps."""
    is_change: bool = False
    """Whether it is the change of what was read, and not what the fields describe."""

    def tried(self) -> Written:
        """Return the text once the evaluator has tried the document; may take a second.

        Raises SwtuiError when it would not do what it is meant to.
        """
        if self.is_change:
            return Written(self.text, self.notes)  # the evaluator has tried it before
        return write(self.draft, self.form, self.names)


def preview(
    point: StartingPoint,
    values: Values,
    form: str,
    names: Names,
    difference: Difference | None = None,
    given: PolicyDraft | None = None,
    doubts: tuple[str, ...] = (),
) -> Preview:
    """Return what a filled-in form describes, in one of the formats of `write`; makes no call.

    The format `CHANGE` shows `difference`, whatever the fields say. While they say what they were
    filled in with, `given`, the other formats show it too: the whole policy with its change, for
    one of the fields alone would take from others what they have. `doubts`, why it may not be
    what is missing, come before what else there is to know.

    It is quick enough to follow the keys; the evaluator's trials are left to `Preview.tried`.
    """
    draft = build_draft(point, values)
    found = Preview(draft=draft, form=form, names=_names_for(draft, form, names, values))
    if difference is not None and (form == CHANGE or _is_as_given(found, values, given)):
        shown = Written("") if form == CHANGE else difference.forms.get(form)
        if shown is not None:
            text, notes = shown.text or difference.text, (*difference.notes, *shown.notes)
            return replace(found, text=text, notes=notes, warnings=doubts, is_change=True)
    described = _described(found, point, values)
    return (
        replace(described, warnings=(*doubts, *described.warnings)) if described.text else described
    )


def _described(found: Preview, point: StartingPoint, values: Values) -> Preview:
    """Return what the fields describe, or what is wrong with them."""
    draft, form = found.draft, found.form
    wrong = tuple(
        (_SHOWN_AS.get(each.field, each.field), in_form_words(each.sentence))
        for each in problems(draft)
    )
    missing = gaps(point, values)
    if missing:
        # A missing field is no mistake yet; what is wrong in the others is reported.
        wrong = tuple((field, said) for field, said in wrong if _is_filled(draft, field))
        return replace(found, missing=missing, problems=wrong)
    wrong = wrong or _unfit(draft, form)
    if wrong:
        return replace(found, problems=wrong)
    try:
        written = write(draft, form, found.names, tried=False)
    except UsageError as error:
        said = f"{error.message}: {error.hint}" if error.hint else error.message
        return replace(found, problems=(("", said),))
    return replace(
        found,
        text=written.text,
        warnings=tuple(map(in_form_words, warnings(draft))),
        notes=written.notes,
    )


def _is_as_given(found: Preview, values: Values, given: PolicyDraft | None) -> bool:
    """Return whether the fields still say what they were filled in with."""
    if given is None:
        return False
    there = values.get("existing_role", True)
    return bool(there) and found.draft == build_draft(
        find_starting_point(given), read_values(given)
    )


def sentence(field: str, said: str) -> str:
    """Return a problem as a sentence that names its field."""
    label = LABELS.get(field, "")
    return f"{label}: {said}" if label else said


def _is_filled(draft: PolicyDraft, field: str) -> bool:
    return bool(getattr(draft, field, "") or (field == "user_arns" and draft.principal_roles))


_SHOWN_AS = {"principal_roles": "user_arns", "side": "", "partition": ""}
"""Field of a draft → that of the form where its problems are shown; empty for all of it."""


def _unfit(draft: PolicyDraft, form: str) -> tuple[tuple[str, str], ...]:
    """Return what a format wants beyond the document."""
    if draft.side == TRUST and form != "json" and not draft.for_role:
        return (("for_role", f"{FORMAT_LABELS[form]} wants it: say which role this is for"),)
    if draft.side != TRUST and form == "profile" and not draft.role_arns:
        return (("", "a profile is of one role: start from named roles"),)
    return ()


def _names_for(draft: PolicyDraft, form: str, names: Names, values: Values) -> Names:
    """Return the names as a format takes them."""
    existing = form == "cli" and draft.side == TRUST and bool(values.get("existing_role"))
    one = draft.side == TRUST or len(draft.role_arns) == 1
    return replace(names, existing_role=existing, profile_name=names.profile_name if one else "")
