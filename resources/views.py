"""The library's lists that are not pages: lessons, concepts, methods, press."""

from itertools import groupby

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Case, CharField, When
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve

from community.programmes.excerpts import excerpt
from community.programmes.querysets import visible_pages

from .facets import LESSONS, PAGE_SIZE, browse
from .models import Concept, Lesson, Method, PressArticle, ResourcePage
from .permissions import may_have_file

#: How many words stand on one page of the lexique, and how many lessons under one of them.
WORDS, LEARNT = 60, 12


def lessons(request: HttpRequest) -> HttpResponse:
    """Every lesson with its provenance, narrowed by facets."""
    context = {"browse": browse(LESSONS, request.user, request.GET)}
    return render(request, "resources/lessons.html", context)


def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """One lesson, at the address that can be cited."""
    visible = Lesson.objects.visible_to(request.user).with_provenance()
    return render(request, "resources/lesson.html", {"lesson": get_object_or_404(visible, pk=pk)})


def concepts(request: HttpRequest) -> HttpResponse:
    """The grids and the lexique, scheme by scheme: grids by number, the lexique by word."""
    schemes = [When(scheme=key, then=place) for place, key in enumerate(Concept.Scheme.values)]
    by_word = When(scheme=Concept.Scheme.LEXIQUE, then=Lower("label"))
    rows = Concept.objects.order_by(
        Case(*schemes), Case(by_word, default="notation", output_field=CharField())
    )
    page = Paginator(rows, WORDS).get_page(request.GET.get("page"))
    found = [
        {"label": Concept.Scheme(scheme).label, "key": scheme, "concepts": list(group)}
        for scheme, group in groupby(page, key=lambda row: row.scheme)
    ]
    return render(request, "resources/concepts.html", {"schemes": found, "page": page})


def concept(request: HttpRequest, scheme: str, notation: str) -> HttpResponse:
    """One concept: its definition, the lessons and resources that illustrate it."""
    row = get_object_or_404(Concept, scheme=scheme, notation=notation)
    context = {
        "concept": row,
        "lessons": Lesson.objects.visible_to(request.user)
        .filter(concepts=row)
        .with_provenance()[:LEARNT],
        "resources": excerpt(
            visible_pages(request.user, ResourcePage.objects.filter(concepts=row))
            .with_card()
            .order_by("-date", "title")
        ),
        "all_resources": f"/ressources/?concept={row.pk}",
    }
    return render(request, "resources/concept.html", context)


def methods(request: HttpRequest) -> HttpResponse:
    """The ways of working that others can take up."""
    page = Paginator(Method.objects.all(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "resources/methods.html", {"methods": page})


def method(request: HttpRequest, slug: str) -> HttpResponse:
    """One method, step by step."""
    row = get_object_or_404(Method, slug=slug)
    return render(request, "resources/method.html", {"method": row})


def press(request: HttpRequest) -> HttpResponse:
    """What the press said."""
    rows = PressArticle.objects.select_related("programme")
    articles = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    visible: set[int] = set(
        visible_pages(request.user)
        .values_list("pk", flat=True)
        .filter(pk__in=[article.programme_id for article in articles if article.programme_id])
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
