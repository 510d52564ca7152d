"""What the log calls a deed is a key of the code, the same in every room; people read its label."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from community.accounts.notices import CHANGES
from community.delegations.actions import SAID
from home.receivers import TOLD
from tests.repository import ROOMS, ROOT, python_files

SHAPE = re.compile(r"[a-z_]+(\.[a-z_]+)+")
#: Verbs that a module takes from a table, which is read instead.
TABLES = {
    "community/accounts/notices.py": set(CHANGES),
    "home/receivers.py": {verb for verb, _label in TOLD.values()},
}
#: Older than the rule: lines of the log bear them. Nothing is added here.
OLDER = {
    *("invite", "resend_invitation", "withdraw_invitation", "accept_invitation", "introduce"),
    "translated: compte effacé",
}


class Function(NamedTuple):
    """A function that writes a line of the log, and where it takes the verb."""

    parameter: str
    place: int | None


#: The one that all others call; every argument of it is named.
LOG = "community/activity/actions.py"
RECORD = Function("verb", None)


def named(tree: ast.AST) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def given(call: ast.Call, function: Function) -> ast.expr | None:
    """What a call gives as the verb."""
    for keyword in call.keywords:
        if keyword.arg == function.parameter:
            return keyword.value
    if function.place is not None and len(call.args) > function.place:
        return call.args[function.place]
    return None


def texts(value: ast.expr) -> Iterator[str | None]:
    """The verbs that an expression may be; ``None`` for what only a run would tell."""
    match value:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from texts(body)
            yield from texts(orelse)
        case ast.JoinedStr(values=parts):
            yield "".join(p.value if isinstance(p, ast.Constant) else "x" for p in parts)
        case ast.Call(func=ast.Name(id="_" | "gettext"), args=[ast.Constant(value=text)]):
            yield f"translated: {text}"
        case _:
            yield None


def looped(function: ast.AST, name: str) -> list[ast.expr]:
    """The values that a name takes in a loop over rows that are written out."""
    return [
        row.elts[place]
        for loop in ast.walk(function)
        if isinstance(loop, ast.For)
        and isinstance(loop.target, ast.Tuple)
        and isinstance(loop.iter, ast.Tuple)
        for place, target in enumerate(loop.target.elts)
        if isinstance(target, ast.Name) and target.id == name
        for row in loop.iter.elts
        if isinstance(row, ast.Tuple)
    ]


def calls(tree: ast.AST) -> Iterator[tuple[ast.FunctionDef, ast.Call, str]]:
    """Each call by a name, where it stands: `faults.tell()` is somebody else's."""
    for function in named(tree).values():
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                yield function, call, call.func.id


def knows(module: str, tree: ast.AST, home: str, name: str) -> bool:
    """Whether a module calls by this name what is defined there."""
    stem = Path(home).stem
    return module == home or any(
        isinstance(node, ast.ImportFrom)
        and (node.module or "").rpartition(".")[2] == stem
        and name in {alias.name for alias in node.names}
        for node in ast.walk(tree)
    )


def verbs(trees: dict[str, ast.AST]) -> dict[str, set[str | None]]:
    """Each module's verbs: what reaches ``record``, through whatever functions.

    A function that hands a parameter of its own on as the verb is asked in turn of its callers.
    """
    found: dict[str, set[str | None]] = defaultdict(set)
    writers = {(LOG, "record"): RECORD}
    waiting = list(writers)
    while waiting:
        home, name = waiting.pop()
        for module, tree in trees.items():
            if module == LOG or not knows(module, tree, home, name):
                continue
            for function, call, called in calls(tree):
                value = given(call, writers[home, name]) if called == name else None
                if value is None:
                    continue
                parameters = [a.arg for a in (*function.args.args, *function.args.kwonlyargs)]
                if isinstance(value, ast.Name) and value.id in parameters:
                    key = (module, function.name)
                    if key not in writers:
                        names = [a.arg for a in function.args.args]
                        place = names.index(value.id) if value.id in names else None
                        writers[key] = Function(value.id, place)
                        waiting.append(key)
                elif isinstance(value, ast.Name) and (rows := looped(function, value.id)):
                    found[module] |= {text for row in rows for text in texts(row)}
                else:
                    found[module] |= set(texts(value))
    return found


def parsed(paths: Iterable[Path]) -> dict[str, ast.AST]:
    sources: dict[str, Any] = {str(p.relative_to(ROOT)): p.read_text("utf-8") for p in paths}
    return {name: ast.parse(text) for name, text in sources.items() if "/migrations/" not in name}


def test_verbs_of_the_log_are_dotted_keys() -> None:
    """What it is of, then what became of it: `card.edited`. No verb is a sentence of a language.

    One that only a run would tell comes from a table that is read here.
    """
    found = verbs(parsed(python_files(*ROOMS)))
    wrong = []
    for module, known in found.items():
        if None in known and module not in TABLES:
            wrong.append(f"{module}: a verb that is not written there, nor in a table")
        told = (known - {None}) | TABLES.get(module, set())
        wrong += [
            f"{module}: {verb!r}" for verb in sorted(told - OLDER) if not SHAPE.fullmatch(verb)
        ]
    assert not wrong, "\n".join(wrong)


def test_the_walk_finds_the_verbs_of_each_way_of_writing_a_line() -> None:
    """Straight, through a room's own function, through another room's, in a loop, by a table."""
    found = verbs(parsed(python_files(*ROOMS)))
    assert "cards.merged" in found["community/alliance/actions.py"]
    assert {"charter.signed", "charter.withdrawn"} <= found["community/alliance/charter.py"]
    assert "seats.merged" in found["community/delegations/merging.py"]
    assert {"team.joined", "team.left"} <= found["home/actions.py"]
    assert None in found["home/receivers.py"]
    assert {"course.started", "phase.moved"} <= found["accompagnements/actions.py"]


def test_a_verb_in_another_shape_is_found() -> None:
    """In words, bare, translated, handed on."""
    source = """
from community.activity.actions import record
def _tell(verb, label):
    record(verb=verb, label=label)
def a():
    _tell("siège donné", "")
    _tell(verb="invite", label="")
def b(what):
    record(verb=_("étape") if what else f"seat.{what}")
"""
    found = verbs({"room.py": ast.parse(source)})
    assert found == {"room.py": {"siège donné", "invite", "translated: étape", "seat.x"}}


def test_each_deed_about_a_seat_is_said_in_words() -> None:
    """The line of the log tells it to people: a key would tell them nothing."""
    told = verbs(parsed(python_files("community")))
    here = {verb for name, known in told.items() if "delegations/" in name for verb in known}
    elsewhere = {"delegation.formed", "support.noted", "seat.given_back"}
    assert here == SAID.keys() | elsewhere
