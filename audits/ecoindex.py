"""EcoIndex: the published measure of what a page asks of the machines that show it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

#: Twenty quantiles of the pages of HTTP Archive: elements, requests, kilobytes.
ELEMENTS = (
    0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801,
    2479, 594601,
)  # fmt: skip
REQUESTS = (
    0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920,
)  # fmt: skip
KILOBYTES = (
    0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27,
    1876.08, 2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
)  # fmt: skip


def ecoindex(*, elements: int, requests: int, size: int) -> float:
    """From 0 to 100, the more the lighter: over 80 is A, over 70 is B. `size` is in bytes.

    The formula and the quantiles are those of the reference of Collectif Conception Numérique
    Responsable, https://github.com/cnumr/ecoindex_reference: each figure is placed among the
    quantiles; elements weigh three, requests two, bytes one.
    """
    places = (
        3 * place(ELEMENTS, elements)
        + 2 * place(REQUESTS, requests)
        + place(KILOBYTES, size / 1000)
    )
    return 100 - 5 * places / 6


def place(quantiles: Sequence[float], value: float) -> float:
    """How many quantiles lie under a value, parts included."""
    for number, (under, over) in enumerate(pairwise(quantiles)):
        if value < over:
            return number + (value - under) / (over - under)
    return len(quantiles) - 1
