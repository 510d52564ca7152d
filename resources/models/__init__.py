"""The library: what the alliance learnt, made and explained."""

from .concepts import Concept
from .lessons import Lesson
from .library import KitItem, Method, PressArticle, ResourceIndexPage, ResourcePage, ResourceTag

__all__ = [
    "Concept",
    "KitItem",
    "Lesson",
    "Method",
    "PressArticle",
    "ResourceIndexPage",
    "ResourcePage",
    "ResourceTag",
]
