"""What `make bench-pages` asks of which page."""

from dataclasses import replace

import pytest

from benchmarks import pages
from benchmarks.pages import MOST_CPU_MS, MOST_QUERIES, Cost, faults, forbids_keeping, report

pytestmark = pytest.mark.django_db

MET = Cost(bytes_sent=1000, of_plain=2.0, of_uncached=30.0, queries=9, cpu=8.0)


def test_a_form_for_one_visitor_says_that_nobody_may_keep_it(client) -> None:
    """It is told by the answer itself: no address is named, and a page for everybody is not one."""
    assert forbids_keeping(client.get("/rejoindre/").headers)
    assert not forbids_keeping(client.get("/alliance/").headers)
    assert not forbids_keeping({})


def test_what_nobody_may_keep_has_no_ratio_and_every_other_target() -> None:
    """Its queries and its CPU time count as anybody's."""
    form = replace(MET, of_plain=None, of_uncached=None)
    assert faults(100, form, form, 1.0) == []
    slow = replace(form, cpu=MOST_CPU_MS + 1, queries=MOST_QUERIES + 1)
    assert len(faults(100, slow, slow, 1.0)) == 2
    assert faults(100, replace(MET, of_plain=0.4), MET, 1.0) == [
        "× 100: 0.40 × a plain answer, at least 0.5 is wanted"
    ]


def test_what_follows_the_content_is_told() -> None:
    """One query more, or half as much CPU again and some: both are misses."""
    for grown in (replace(MET, queries=10), replace(MET, cpu=15.1)):
        assert faults(100, grown, MET, 1.0) == ["× 100: follows the content"]
    assert faults(100, replace(MET, cpu=14.9), MET, 1.0) == []


def test_the_table_says_which_pages_were_not_compared(capsys) -> None:
    """And counts what is missed."""
    form = replace(MET, of_plain=None, of_uncached=None, cpu=25.0)
    costs = {"/agenda/": MET, "/rejoindre/": form}
    assert report({1: costs, 100: costs}, [1.0] * 10) == 2
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if "no-store" in line] == told[3:5]
    assert "2.00" in told[1]
    assert told[6] == "/rejoindre/ × 1: 25.0 ms of CPU, at most 20"
    assert report({1: {"/agenda/": MET}, 100: {"/agenda/": MET}}, [1.0] * 10) == 0


def test_a_slow_moment_of_the_machine_is_not_the_page_s(monkeypatch) -> None:
    """Beside a fixed piece of work, a page is told as on the machine as it mostly was."""
    moments = iter([1.0, 2.0] * pages.RUNS)
    slowness = 1.0

    def clock(call: object) -> float:
        nonlocal slowness
        if call is pages.yardstick:
            slowness = next(moments)
            return 2.0 * slowness
        return 24.0 * slowness

    monkeypatch.setattr(pages, "cpu_ms", clock)
    page = replace(MET, cpu=pages.cpu_in_yards(lambda: None))
    assert page.cpu == 12.0
    assert faults(100, page, page, yard=1.5) == []
    assert faults(100, page, page, yard=2.0) == ["× 100: 24.0 ms of CPU, at most 20"]
