"""The library's lists that are not pages: lessons, concepts, methods, press."""

from itertools import groupby

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve

from community.programmes.querysets import visible_pages

from .facets import browse_lessons
from .models import Concept, Lesson, Method, PressArticle, ResourcePage
from .permissions import may_have_file


def lessons(request: HttpRequest) -> HttpResponse:
    """Every lesson with its provenance, narrowed by facets."""
    context = {"browse": browse_lessons(request.user, request.GET)}
    return render(request, "resources/lessons.html", context)


def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """One lesson, at the address that can be cited."""
    visible = Lesson.objects.visible_to(request.user).with_provenance()
    return render(request, "resources/lesson.html", {"lesson": get_object_or_404(visible, pk=pk)})


def concepts(request: HttpRequest) -> HttpResponse:
    """The grids and the lexique, scheme by scheme."""
    order = {scheme: place for place, scheme in enumerate(Concept.Scheme.values)}
    rows = sorted(Concept.objects.all(), key=lambda row: (order[row.scheme], _place(row)))
    schemes = [
        {"label": Concept.Scheme(scheme).label, "key": scheme, "concepts": list(group)}
        for scheme, group in groupby(rows, key=lambda row: row.scheme)
    ]
    return render(request, "resources/concepts.html", {"schemes": schemes})


def concept(request: HttpRequest, scheme: str, notation: str) -> HttpResponse:
    """One concept: its definition, the lessons and resources that illustrate it."""
    row = get_object_or_404(Concept, scheme=scheme, notation=notation)
    context = {
        "concept": row,
        "lessons": Lesson.objects.visible_to(request.user)
        .filter(concepts=row)
        .with_provenance()[:12],
        "resources": visible_pages(
            request.user, ResourcePage.objects.filter(concepts=row)
        ).with_card(),
    }
    return render(request, "resources/concept.html", context)


def methods(request: HttpRequest) -> HttpResponse:
    """The ways of working that others can take up."""
    return render(request, "resources/methods.html", {"methods": Method.objects.all()})


def method(request: HttpRequest, slug: str) -> HttpResponse:
    """One method, step by step."""
    row = get_object_or_404(Method, slug=slug)
    return render(request, "resources/method.html", {"method": row})


def press(request: HttpRequest) -> HttpResponse:
    """What the press said."""
    articles = PressArticle.objects.select_related("programme")
    visible: set[int] = set(
        visible_pages(request.user)
        .values_list("pk", flat=True)
        .filter(pk__in=articles.values("programme_id"))
    )
    return render(
        request, "resources/press.html", {"articles": articles, "visible_programmes": visible}
    )


def file(request: HttpRequest, pk: str, name: str) -> HttpResponseBase:
    """Wagtail's answer, which asks the hook; a file that is not for all is kept by nobody."""
    response: HttpResponseBase = serve(request, pk, name)
    document = get_object_or_404(get_document_model(), pk=pk)
    if not may_have_file(AnonymousUser(), document):
        response["Cache-Control"] = "private, no-store"
    return response


def _place(row: Concept) -> str:
    """Grids go by their numbers, the lexique by its words."""
    return row.label.lower() if row.scheme == Concept.Scheme.LEXIQUE else row.notation
