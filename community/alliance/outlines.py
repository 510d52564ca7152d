"""The places that the map shows, drawn by hand, and where a position falls on the drawing.

Nothing here comes from a file of somebody else's: see docs/map.md. Each line is a coast or a
frontier, as « longitude,latitude » in degrees, closed; a blank line begins another one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

from django.utils.translation import gettext_lazy as _

Projection = Callable[[float, float], tuple[float, float]]

FRANCE = """
2.37,51.05 2.55,51.09 2.65,50.82 3.15,50.79 3.28,50.53 3.66,50.45 3.67,50.33 4.03,50.36 4.23,50.26
4.2,49.97 4.45,49.94 4.69,50 4.83,50.16 4.88,50.15 4.79,49.96 4.87,49.79 5.3,49.61 5.47,49.5
5.82,49.55 6.37,49.46 6.56,49.43 6.73,49.17 7.05,49.11 7.45,49.16 8.23,48.97 7.8,48.58 7.73,48.38
7.58,48.12 7.62,47.98 7.52,47.66 7.59,47.58 7.38,47.43 7,47.48 7.02,47.36 6.88,47.3 6.7,47.05
6.43,46.93 6.45,46.77 6.11,46.58 6.17,46.37 6.1,46.24 5.97,46.21 6.02,46.14 6.29,46.23 6.3,46.38
6.8,46.4 6.79,46.14 7.04,45.92 6.81,45.83 6.82,45.7 7,45.51 7.14,45.4 7.1,45.22 6.63,45.11
6.74,44.93 7.03,44.83 7,44.69 6.88,44.53 6.9,44.36 7.01,44.24 7.35,44.12 7.68,44.17 7.7,44.06
7.53,43.79 7.27,43.69 7.1,43.54 6.93,43.48 6.74,43.42 6.65,43.18 6.17,43.05 5.93,43.08 5.68,43.18
5.35,43.21 5.36,43.31 5.03,43.33 4.85,43.4 4.6,43.36 4.43,43.45 4.1,43.55 3.85,43.48 3.5,43.28
3.24,43.21 3.08,43.05 3.03,42.8 3.04,42.55 3.17,42.43 2.67,42.36 2,42.36 1.73,42.5 1.44,42.6
0.72,42.84 0.66,42.69 0,42.69 -0.31,42.84 -0.75,42.97 -1.35,43.03 -1.4,43.25 -1.62,43.26
-1.78,43.37 -1.55,43.49 -1.44,43.65 -1.26,44.58 -1.2,44.7 -1.16,45.4 -1.07,45.56 -0.75,45.25
-0.78,45.42 -1.05,45.64 -1.22,45.72 -1.1,45.95 -1.18,46.15 -1.2,46.3 -1.45,46.34 -1.79,46.49
-2.13,46.82 -1.98,47.03 -2.23,47.14 -2.15,47.27 -2.53,47.29 -2.45,47.47 -2.88,47.54 -3.12,47.48
-3.21,47.65 -3.53,47.76 -3.98,47.85 -4.37,47.8 -4.4,47.95 -4.73,48.04 -4.3,48.11 -4.55,48.17
-4.6,48.28 -4.3,48.3 -4.77,48.33 -4.76,48.52 -4.35,48.67 -3.98,48.72 -3.58,48.68 -3.52,48.83
-3.1,48.87 -2.77,48.53 -2.32,48.69 -2.02,48.65 -1.85,48.71 -1.45,48.62 -1.6,48.83 -1.6,49.2
-1.85,49.5 -1.94,49.72 -1.62,49.65 -1.26,49.7 -1.3,49.53 -1.12,49.36 -0.45,49.34 -0.24,49.29
0.23,49.43 0.07,49.52 0.2,49.71 0.7,49.87 1.08,49.93 1.45,50.1 1.57,50.37 1.58,50.87 1.85,50.97

9.4,43.01 9.45,42.7 9.53,42.45 9.55,42.1 9.4,41.85 9.28,41.6 9.22,41.37 9.1,41.4 8.87,41.55
8.8,41.72 8.75,41.92 8.6,41.9 8.65,42.12 8.57,42.37 8.75,42.57 8.93,42.64 9.28,42.7 9.33,42.99
"""
GUADELOUPE = """
-61.7,15.95 -61.76,16.03 -61.8,16.25 -61.79,16.33 -61.72,16.36 -61.59,16.28 -61.55,16.24
-61.58,16.13 -61.56,16.03 -61.64,15.96

-61.54,16.24 -61.5,16.35 -61.51,16.47 -61.45,16.51 -61.4,16.36 -61.33,16.33 -61.18,16.25
-61.38,16.2 -61.5,16.2

-61.33,15.92 -61.3,16 -61.23,15.99 -61.19,15.93 -61.24,15.87 -61.31,15.88

-61.09,16.3 -61,16.33 -61.02,16.3
"""
MARTINIQUE = """
-61.22,14.83 -61.18,14.87 -61.1,14.83 -60.99,14.78 -60.96,14.74 -60.88,14.77 -60.94,14.71
-60.89,14.62 -60.83,14.54 -60.82,14.46 -60.86,14.39 -60.92,14.46 -61.03,14.47 -61.09,14.5
-61.03,14.55 -61.02,14.6 -61.07,14.6 -61.13,14.64 -61.18,14.74
"""
GUYANE = """
-53.97,5.75 -53.1,5.55 -52.65,5.17 -52.3,4.94 -51.95,4.65 -51.66,4.3 -51.8,3.89 -52.34,3.17
-52.7,2.37 -52.9,2.2 -53.75,2.33 -54.52,2.33 -54.2,2.8 -54.03,3.64 -54.35,4.05 -54.45,4.7 -54.45,5
-54.17,5.35
"""
REUNION = """
55.45,-20.87 55.28,-20.92 55.22,-21.03 55.29,-21.16 55.41,-21.29 55.48,-21.34 55.61,-21.38
55.77,-21.37 55.83,-21.18 55.78,-21.09 55.7,-20.97 55.61,-20.89
"""
MAYOTTE = """
45.09,-12.66 45.13,-12.72 45.22,-12.74 45.23,-12.79 45.18,-12.85 45.22,-12.91 45.17,-12.99
45.1,-12.95 45.08,-12.89 45.11,-12.85 45.06,-12.77 45.05,-12.71

45.25,-12.77 45.29,-12.78 45.28,-12.81
"""
WORLD = """
-6,36 10,37 11,34 20,31 32,31 34,27 37,21 43,12 51,12 47,4 40,-3 40,-11 35,-20 35,-24 32,-29
27,-34 19,-34 15,-27 12,-17 13,-9 9,-1 9,4 4,6 -8,4 -13,8 -17,15 -16,21 -10,30

44,-16 50,-15 47,-25 44,-23

-9,37 -9,43 -2,43 -1,46 -5,48 2,51 5,53 8,54 8,57 11,57 12,54 20,55 24,59 30,60 22,61 25,65 18,62
17,57 13,55 11,59 5,59 5,62 14,68 26,71 40,67 44,66 60,69 68,73 80,73 104,78 113,74 130,72 160,70
180,69 178,63 163,60 163,56 157,51 156,58 143,59 135,55 141,53 140,48 130,43 129,35 126,37 122,40
118,39 122,37 120,34 122,30 117,23 109,21 106,19 109,12 105,9 100,13 103,2 98,9 98,16 92,22 87,21
80,15 80,12 77,8 73,16 72,21 67,25 57,25 48,30 52,24 57,26 60,22 52,16 44,13 39,21 35,28 35,36
27,37 26,40 22,37 19,42 13,46 18,40 16,38 10,44 3,43 -1,37 -6,36

-5,50 1,51 0,53 -3,56 -2,58 -6,58 -3,54 -5,52

-10,52 -6,52 -6,55 -10,54

-24,65 -14,65 -18,63 -22,64

130,32 135,34 140,35 142,40 140,41 136,37 131,34

140,42 145,44 142,45

95,5 104,-2 106,-6 102,-4

109,1 117,7 118,1 116,-4 110,-3

105,-7 115,-8 106,-7

119,0 125,1 121,-1 123,-5 120,-5

131,-1 138,-2 150,-10 142,-9 138,-7 134,-4

120,18 122,18 124,13 126,7 122,9

114,-22 122,-18 130,-12 136,-12 140,-18 142,-11 146,-19 153,-26 150,-37 144,-39 138,-34 131,-31
124,-33 115,-34

145,-41 148,-41 147,-43

173,-35 178,-38 175,-41 174,-38

173,-41 171,-46 167,-46

80,9 82,7 80,6

-168,66 -156,71 -130,70 -110,68 -95,70 -94,60 -90,57 -82,53 -79,52 -77,62 -65,59 -56,52 -66,50
-60,46 -70,43 -74,40 -76,35 -81,31 -80,25 -84,30 -90,29 -97,27 -97,20 -91,18 -87,21 -88,16 -83,15
-82,9 -77,8 -72,12 -62,10 -52,5 -50,0 -35,-6 -39,-15 -48,-26 -58,-35 -65,-41 -69,-52 -75,-50
-71,-30 -70,-18 -81,-5 -77,5 -80,8 -86,12 -95,16 -105,20 -113,31 -109,23 -112,27 -121,34 -124,41
-124,48 -135,58 -150,60 -163,55 -158,59 -165,61

-85,22 -75,20 -83,23

-74,18 -68,18 -72,20

-45,60 -22,70 -20,80 -35,83 -60,82 -72,78 -55,70

-78,73 -62,66 -66,63 -78,65 -90,72

-90,77 -62,82 -80,83 -95,81

-118,70 -105,69 -115,73

-149.9,-17.1 -148.6,-17.4 -148.8,-18.4 -150.2,-18.2
"""


def _lambert_93() -> Projection:
    """The conic projection of the maps of France (EPSG:2154, ellipsoid GRS 80), in metres."""
    axis, flattening = 6_378_137.0, 1 / 298.257222101
    excentricity = math.sqrt(flattening * (2 - flattening))

    def isometric(latitude: float) -> float:
        sine = excentricity * math.sin(latitude)
        bent = ((1 - sine) / (1 + sine)) ** (excentricity / 2)
        return math.log(math.tan(math.pi / 4 + latitude / 2) * bent)

    def radius(latitude: float) -> float:
        """Of the parallel."""
        curve = math.sqrt(1 - (excentricity * math.sin(latitude)) ** 2)
        return axis / curve * math.cos(latitude)

    south, north, origin = (math.radians(degrees) for degrees in (44, 49, 46.5))
    power = math.log(radius(north) / radius(south)) / (isometric(south) - isometric(north))
    scale = radius(south) / power * math.exp(power * isometric(south))
    pole = 6_600_000 + scale * math.exp(-power * isometric(origin))

    def project(lon: float, lat: float) -> tuple[float, float]:
        turn = power * math.radians(lon - 3)
        away = scale * math.exp(-power * isometric(math.radians(lat)))
        return 700_000 + away * math.sin(turn), pole - away * math.cos(turn)

    return project


def _flat(around: float) -> Projection:
    """Degrees as they are, meridians brought together as much as they are at that latitude."""
    shrunk = math.cos(math.radians(around))
    return lambda lon, lat: (lon * shrunk, lat)


@dataclass(frozen=True)
class Frame:
    """One drawing of the map; its unit is a pixel of the narrowest telephone."""

    key: str
    title: object
    #: A territory is drawn in the first frame that holds it: west, south, east, north.
    bounds: tuple[float, float, float, float]
    lines: str
    project: Projection
    width: int
    #: Left as high as the drawing when not given.
    fixed_height: int = 0
    #: Round the drawing, so that a mark on a coast is whole.
    margin: int = 9

    def holds(self, lat: float, lon: float) -> bool:
        west, south, east, north = self.bounds
        return south <= lat <= north and west <= lon <= east

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a position falls, from the upper left corner."""
        left, top, scale, x, y = self._fit
        east, north = self.project(lon, lat)
        across, down = (east - left) * scale + x, (top - north) * scale + y
        # What lies past the edge of the drawing, at the poles say, stands at the edge.
        edge = self.margin
        across = min(max(across, edge), self.width - edge)
        down = min(max(down, edge), self.height - edge)
        return round(across, 1), round(down, 1)

    @cached_property
    def height(self) -> int:
        if self.fixed_height:
            return self.fixed_height
        left, bottom, right, top = self._extent
        inside = self.width - 2 * self.margin
        return math.ceil((top - bottom) / (right - left) * inside) + 2 * self.margin

    @cached_property
    def path(self) -> str:
        """The outline, as SVG writes it."""
        return "".join(self._ring(ring) for ring in _rings(self.lines))

    def _ring(self, ring: Iterable[tuple[float, float]]) -> str:
        """From each point to the next, by halves of a unit: nobody sees less, and it is light."""
        places = (self.place(lat, lon) for lon, lat in ring)
        points = [
            point for point, _same in groupby((round(2 * x), round(2 * y)) for x, y in places)
        ]
        (x, y), steps = points[0], pairwise(points)
        lines = " ".join(f"{(b[0] - a[0]) / 2:g} {(b[1] - a[1]) / 2:g}" for a, b in steps)
        return f"M{x / 2:g} {y / 2:g}l{lines}z"

    @cached_property
    def _extent(self) -> tuple[float, float, float, float]:
        points = [self.project(*point) for ring in _rings(self.lines) for point in ring]
        across, along = zip(*points, strict=True)
        return min(across), min(along), max(across), max(along)

    @cached_property
    def _fit(self) -> tuple[float, float, float, float, float]:
        """The upper left corner of the drawing, its scale, and where that corner stands."""
        left, bottom, right, top = self._extent
        inside = (self.width - 2 * self.margin, self.height - 2 * self.margin)
        scale = min(inside[0] / (right - left), inside[1] / (top - bottom))
        x = (self.width - (right - left) * scale) / 2
        y = (self.height - (top - bottom) * scale) / 2
        return left, top, scale, x, y


def _rings(lines: str) -> list[list[tuple[float, float]]]:
    pairs = [[point.split(",") for point in ring.split()] for ring in lines.split("\n\n")]
    return [[(float(lon), float(lat)) for lon, lat in ring] for ring in pairs]


def _overseas(
    key: str, title: object, lines: str, *bounds: float, width: int = 84, height: int = 84
) -> Frame:
    west, south, east, north = bounds
    project = _flat((south + north) / 2)
    return Frame(key, title, (west, south, east, north), lines, project, width, height)


#: The first ones hold what is theirs; the last one holds all the rest of the globe.
FRAMES = (
    Frame(
        "metropole",
        _("France métropolitaine"),
        (-5.5, 41, 9.8, 51.5),
        FRANCE,
        _lambert_93(),
        280,
    ),
    _overseas("guadeloupe", _("Guadeloupe"), GUADELOUPE, -62.1, 15.6, -60.8, 16.7),
    _overseas("martinique", _("Martinique"), MARTINIQUE, -61.5, 14.2, -60.6, 15.1),
    _overseas("guyane", _("Guyane"), GUYANE, -54.9, 1.9, -51.4, 6.0),
    _overseas("reunion", _("La Réunion"), REUNION, 55.0, -21.6, 56.0, -20.6),
    _overseas("mayotte", _("Mayotte"), MAYOTTE, 44.8, -13.2, 45.5, -12.4),
    Frame("monde", _("Ailleurs dans le monde"), (-180, -90, 180, 90), WORLD, _flat(0), 280),
)


def frame_of(lat: float, lon: float) -> Frame:
    """The drawing on which a position is shown."""
    return next(frame for frame in FRAMES if frame.holds(lat, lon))
