"""Merging sources: field by field, in the order of their first load."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from facts.lists import TAGS
from facts.merging import Difference, DifferenceKind, keep_sources, merge
from tests.facts.documents import ROWS, document, empty, real_documents, row


def merged_row(
    list_name: str, *versions: dict[str, Any]
) -> tuple[dict[str, Any], list[Difference]]:
    """What sources A, B, … say together of one row."""
    sources = [empty(title, **{list_name: [v]}) for title, v in zip("ABCD", versions, strict=False)]
    merged, differences = merge(sources)
    (result,) = merged[list_name].values()
    assert result.sources == list("ABCD"[: len(versions)])
    return result.values, differences


def test_null_and_an_empty_list_say_nothing() -> None:
    """What is known stays, and nothing is told."""
    bare: dict[str, Any] = {
        name: [] if isinstance(value, list) else None
        for name, value in ROWS["programmes"].items()
        if name not in ("slug", "title", "kind")
    }
    values, differences = merged_row("programmes", row("programmes"), row("programmes", **bare))
    assert values == row("programmes")
    assert differences == []
    values, differences = merged_row("programmes", row("programmes", **bare), row("programmes"))
    assert values == row("programmes")
    assert differences == []


def test_lists_of_references_and_tags_grow() -> None:
    """Known values first, each once; a list that only grows is no difference."""
    values, differences = merged_row(
        "sessions",
        row("sessions", speakers=["ada", "bob"]),
        row("sessions", speakers=["cleo", "ada", "cleo"]),
    )
    assert values["speakers"] == ["ada", "bob", "cleo"]
    assert differences == []
    values, _differences = merged_row(
        "concepts", row("concepts", alt_labels=["b"]), row("concepts", alt_labels=["a", "b"])
    )
    assert values["alt_labels"] == ["b", "a"]
    lesson = row("lessons", **{tag: [] for tag in TAGS})
    assert merged_row("lessons", row("lessons"), lesson)[0] == row("lessons")


def test_participants_merge_by_year() -> None:
    """The later file wins the years that it gives, and only those."""

    def counts(*pairs: tuple[int, int]) -> list[dict[str, Any]]:
        return [{"year": year, "count": count, "approximate": False} for year, count in pairs]

    values, differences = merged_row(
        "programmes",
        row("programmes", participants=counts((2023, 10), (2022, 8))),
        row("programmes", participants=counts((2024, 30), (2023, 12), (2022, 8))),
        row("programmes", participants=counts((2023, 13))),
    )
    assert values["participants"] == counts((2022, 8), (2023, 13), (2024, 30))
    assert [(d.old["count"], d.old_source, d.new["count"], d.new_source) for d in differences] == [
        (10, "A", 12, "B"),
        (12, "B", 13, "C"),
    ]
    assert {d.kind for d in differences} == {DifferenceKind.CONTRADICTION}


def test_lists_of_sentences_are_replaced_as_a_whole() -> None:
    """Objectives, limits, steps and effects: the later list stands, told as a rewording."""
    values, differences = merged_row(
        "programmes", row("programmes"), row("programmes", objectives=["Écrire."])
    )
    assert values["objectives"] == ["Écrire."]
    assert differences == [
        Difference(
            "programmes",
            ("comap-lire",),
            "objectives",
            ["Lire.", "Relire."],
            "A",
            ["Écrire."],
            "B",
            DifferenceKind.REWORDING,
        )
    ]


def test_the_later_file_wins_and_the_difference_is_told() -> None:
    """A contradiction is told apart from another way to say the same."""
    values, differences = merged_row(
        "sessions",
        row("sessions"),
        row("sessions", date="2023-05-15", summary="On ouvre un livre."),
        row("sessions"),
    )
    assert values == row("sessions")
    assert [(d.field, d.kind.value, d.old_source, d.new_source) for d in differences] == [
        ("date", "contradiction", "A", "B"),
        ("summary", "rewording", "A", "B"),
        ("date", "contradiction", "B", "C"),
        ("summary", "rewording", "B", "C"),
    ]


def test_a_source_that_repeats_a_value_does_not_own_it() -> None:
    """The source of a value is the first that gave it."""
    _values, differences = merged_row(
        "press", row("press"), row("press"), row("press", date="2024")
    )
    assert [(d.old_source, d.new_source) for d in differences] == [("A", "C")]


def test_false_and_zero_are_said() -> None:
    """Only null and an empty list say nothing."""
    values, _differences = merged_row(
        "figures", row("figures"), row("figures", value=0, approximate=False)
    )
    assert (values["value"], values["approximate"]) == (0, False)


def test_a_period_turned_round_by_two_sources_loses_its_older_bound() -> None:
    """Two files may each be right and contradict one another: told, and never an error."""
    values, differences = merged_row(
        "sessions", row("sessions"), row("sessions", date="2023-06-01", end_date=None)
    )
    assert (values["date"], values["end_date"]) == ("2023-06-01", None)
    assert [(d.field, d.old, d.old_source, d.new, d.new_source) for d in differences] == [
        ("date", "2023-05-16", "A", "2023-06-01", "B"),
        ("end_date", "2023-05-17", "A", None, "B"),
    ]
    values, _differences = merged_row(
        "programmes",
        row("programmes", start_year=2023, end_year=None),
        row("programmes", start_year=None, end_year=2022),
    )
    assert (values["start_year"], values["end_year"]) == (None, 2022)


def test_a_source_given_again_keeps_its_place() -> None:
    """The order is that of the first load, whichever way the files are given again."""
    old, new = document("A", press=[]), document("B")
    changed = document("A")
    kept = keep_sources(keep_sources({}, [old, new]), [new, changed])
    assert list(kept) == ["A", "B"]
    assert kept["A"] == changed


def test_merging_leaves_the_documents_alone() -> None:
    """The rows of a source are kept as they came."""
    documents = real_documents()
    before = copy.deepcopy(documents)
    merge(documents)
    assert documents == before


values_of = {
    "title": st.sampled_from(["Un", "Deux"]),
    "start_year": st.none() | st.sampled_from([2020, 2021]),
    "end_year": st.none() | st.sampled_from([2020, 2021, 2022]),
    "partners": st.lists(st.sampled_from("abc"), max_size=3),
    "objectives": st.lists(st.sampled_from(["x", "y"]), max_size=2),
    "participants": st.lists(
        st.fixed_dictionaries(
            {
                "year": st.sampled_from([2020, 2021]),
                "count": st.integers(0, 3),
                "approximate": st.booleans(),
            }
        ),
        max_size=2,
        unique_by=lambda count: count["year"],
    ),
}
programmes = st.lists(
    st.fixed_dictionaries({"slug": st.sampled_from(["p", "q", "r"]), **values_of}).map(
        lambda values: row("programmes", **values)
    ),
    max_size=3,
    unique_by=lambda programme: programme["slug"],
)


@given(rows=st.lists(programmes, min_size=1, max_size=4), data=st.data())
def test_loading_again_changes_nothing(rows: list[list[dict[str, Any]]], data: Any) -> None:
    """A, B, then A and B again in any order, gives the same rows from the same sources."""
    documents = [empty(f"S{n}", programmes=list_) for n, list_ in enumerate(rows)]
    kept = keep_sources({}, documents)
    again = keep_sources(kept, data.draw(st.permutations(documents)))
    assert merge(again.values()) == merge(kept.values())


@given(rows=programmes)
def test_a_source_merged_with_itself_is_itself(rows: list[dict[str, Any]]) -> None:
    """A second report that repeats the first adds its name, and nothing else."""
    once, _none = merge([empty("A", programmes=rows)])
    twice, differences = merge([empty("A", programmes=rows), empty("B", programmes=rows)])
    own = [d for d in differences if d.field not in ("start_year", "end_year")]
    assert own == []
    for key, merged in twice["programmes"].items():
        assert merged.values == once["programmes"][key].values
        assert merged.sources == ["A", "B"]
