"""The parts of a meeting that are not for everybody."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Revision

from community.gatherings.models import GatheringPart
from community.gatherings.permissions import view_of, visible_parts
from community.programmes.actions import leave, set_audience
from community.programmes.models import Circle, QuotationRule
from tests import factories as make
from tests.alike import told

pytestmark = pytest.mark.django_db

Kind = GatheringPart.Kind
SECRET = "Ce qui s'est dit là-bas"


def visitors(programme):
    return {
        "visitor": AnonymousUser(),
        "ally": make.PersonFactory().user,
        "participant": make.participant(programme).user,
        "animator": make.animator(programme).user,
        "team": make.team_member().user,
    }


INSIDE = {"participant", "animator", "team"}


def with_file(gathering, name="notes.pdf", content=b"%PDF-1.7 secret", **fields):
    part = make.part(gathering, fields.pop("kind", Kind.MINUTES), text="", **fields)
    part.file.save(name, ContentFile(content))
    return part


def fetch(client, part, method="get"):
    """The whole answer of a part's address: the file that is handed out is read and closed."""
    response = getattr(client, method)(f"/fichiers/{getattr(part, 'pk', part)}/")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response, content


def test_each_opens_what_is_for_them() -> None:
    """A part opens to its circle; to the others it shows that it exists, and for whom."""
    programme = make.comap()
    page = make.session(programme, date="2024-05-16")
    parts = {circle: make.part(page, Kind.SLIDES, circle=circle) for circle in Circle.values}
    opened = {
        "visitor": {"tous"},
        "ally": {"tous", "allies"},
        "participant": set(Circle.values),
        "animator": set(Circle.values),
        "team": set(Circle.values),
    }
    for who, user in visitors(programme).items():
        view = view_of(page, user)
        assert {part.circle for part in view.parts} == opened[who]
        assert {part.circle for part in view.locked} == set(Circle.values) - opened[who]
        assert set(visible_parts(user)) == {parts[circle] for circle in opened[who]}


def test_participants_of_another_programme_are_allies_here() -> None:
    """Taking part elsewhere opens nothing here."""
    page = make.session(make.comap(), date="2024-05-16")
    make.part(page)
    user = make.participant(make.comap()).user
    assert view_of(page, user).parts == []
    assert not visible_parts(user).exists()


def test_whoever_leaves_loses_the_parts_at_once() -> None:
    """A participation that ended opens nothing any more."""
    programme = make.comap()
    page = make.session(programme, date="2024-05-16")
    make.part(page)
    person = make.participant(programme)
    assert len(view_of(page, person.user).parts) == 1
    leave(participation=person.participations.get())
    assert view_of(page, person.user).parts == []
    assert not visible_parts(person.user).exists()


def test_parts_have_their_places_on_the_page() -> None:
    """The link, the account and the story are shown as such; what remains is to hear or read."""
    programme = make.comap()
    page = make.session(programme, date=str(timezone.localdate()))
    made = {kind: make.part(page, kind) for kind in Kind.values}
    view = view_of(page, make.participant(programme).user)
    assert view.join_link == made["join-link"]
    assert view.account == made["account"]
    assert view.recit == made["recit"]
    assert {part.kind for part in view.records} == {
        "recording", "transcript", "slides", "minutes", "photo",
    }  # fmt: skip


def test_nothing_that_one_may_open_is_left_out(client) -> None:
    """What the page does not show in full is listed: a second account, a story as a file."""
    page = make.session(make.comap(), date="2024-05-16")
    kept = {"circle": Circle.ANYONE, "text": "Le début."}
    first, story = make.part(page, **kept), make.part(page, Kind.RECIT, **kept)
    second = make.part(page, **kept, title="Le second")
    film = make.part(page, Kind.RECIT, **kept | {"text": ""}, url="https://exemple.test/film")
    view = view_of(page, AnonymousUser())
    assert (view.account, view.recit, view.records) == (first, story, [second, film])
    story.delete()
    assert view_of(page, AnonymousUser()).recit is None
    shown = client.get(page.url).content.decode()
    assert "Le second" in shown
    assert film.url in shown


def test_a_link_to_join_ends_with_the_meeting() -> None:
    """Once the meeting is over its link is gone from the page, and not even announced."""
    programme = make.comap()
    page = make.session(programme, date="2024-05-16")
    make.part(page, Kind.JOIN_LINK)
    assert view_of(page, make.participant(programme).user).join_link is None
    assert view_of(page, AnonymousUser()).locked == []


def test_an_account_is_awaited_by_those_who_may_write_it() -> None:
    """« Compte rendu attendu »: after the meeting, to its animators and the team only."""
    programme = make.comap()
    past = make.session(programme, date="2024-05-16")
    coming = make.session(programme, date=str(timezone.localdate()))
    people = visitors(programme)
    awaited = {who for who, user in people.items() if view_of(past, user).account_awaited}
    assert awaited == {"animator", "team"}
    assert not view_of(coming, people["animator"]).account_awaited
    make.part(past, Kind.ACCOUNT)
    assert not view_of(past, people["animator"]).account_awaited


@pytest.mark.parametrize("rule", QuotationRule.values)
def test_a_meeting_entre_nous_is_shut_to_others(rule) -> None:
    """Of a meeting « entre nous » others see title, date and place; other rules shut nothing."""
    programme = make.comap()
    page = make.session(programme, date="2024-05-16", quotation_rule=rule)
    for who, user in visitors(programme).items():
        view = view_of(page, user)
        assert view.closed is (rule == "entre-nous" and who not in INSIDE)
        assert view.rule == rule


def test_others_read_nothing_of_a_meeting_entre_nous(client) -> None:
    """A meeting « entre nous » shows others none of its words, and all to those inside."""
    programme = make.comap()
    page = make.session(
        programme,
        date="2024-05-16",
        place="Loos",
        quotation_rule="entre-nous",
        summary="Résumé à garder entre nous",
        day_programme="<p>Déroulé à garder entre nous</p>",
        attendance=77,
    )
    page.speakers.add(make.PersonFactory(name="Intervenante à garder", public=True))
    page.experience_reports.create(tried="Essai à garder entre nous")
    page.save()
    make.part(page, Kind.ACCOUNT, text=SECRET, circle=Circle.ANYONE)
    shut = client.get(page.url).content.decode()
    assert page.title in shut
    assert "Loos" in shut
    assert "à garder" not in shut
    assert "77" not in shut.split("<main", 1)[1].split("</main", 1)[0]
    client.force_login(make.participant(programme).user)
    opened = client.get(page.url).content.decode()
    assert "Essai à garder" in opened


def test_parts_of_a_meeting_entre_nous_stay_inside() -> None:
    """Whatever its own circle, a part of a meeting « entre nous » stays among its participants."""
    programme = make.comap()
    page = make.session(programme, date="2024-05-16", quotation_rule="entre-nous")
    part = with_file(page, circle=Circle.ANYONE)
    for who, user in visitors(programme).items():
        inside = who in INSIDE
        assert visible_parts(user).filter(pk=part.pk).exists() is inside
        assert bool(view_of(page, user).parts) is inside


@pytest.mark.parametrize("kind", sorted(GatheringPart.RECORDS))
@pytest.mark.parametrize("rule", QuotationRule.values)
def test_records_need_a_meeting_that_may_be_quoted(rule, kind) -> None:
    """Recording, transcript and photo are refused where names or words stay in."""
    page = make.session(make.comap(), quotation_rule=rule)
    part = GatheringPart(gathering=page, kind=kind, url="https://exemple.test/film")
    if rule == QuotationRule.NAMED:
        part.full_clean()
        return
    with pytest.raises(ValidationError) as refusal:
        part.full_clean()
    assert list(refusal.value.message_dict) == ["kind"]


@pytest.mark.parametrize("rule", ["sans-noms", "entre-nous"])
def test_a_rule_is_not_narrowed_over_a_record(rule) -> None:
    """Where a recording is kept, the rule that forbids it is refused until it is taken away."""
    page = make.session(make.comap(), date="2024-05-16")
    record = make.part(page, Kind.RECORDING, text="", url="https://exemple.test/film")
    page.quotation_rule = rule
    with pytest.raises(ValidationError) as refusal:
        page.full_clean()
    assert list(refusal.value.message_dict) == ["quotation_rule"]
    record.delete()
    page.full_clean()


def test_accounts_and_minutes_follow_any_rule() -> None:
    """What people write themselves is no recording."""
    page = make.session(make.comap(), quotation_rule="entre-nous")
    for kind in (Kind.ACCOUNT, Kind.MINUTES, Kind.SLIDES):
        GatheringPart(gathering=page, kind=kind, text="Écrit").full_clean()


def test_a_part_holds_something() -> None:
    """A text, an address or a file; an empty part is refused with a sentence."""
    page = make.session(make.comap())
    with pytest.raises(ValidationError, match="Donnez un texte, une adresse ou un fichier"):
        GatheringPart(gathering=page, kind=Kind.ACCOUNT).full_clean()


def test_a_part_says_what_it_is() -> None:
    """By its title, else by its kind; a file by its extension; it leads to what it holds."""
    page = make.session(make.comap())
    assert str(make.part(page, Kind.SLIDES)) == "diaporama"
    assert str(make.part(page, Kind.SLIDES, title="Plan du jour")) == "Plan du jour"
    part = with_file(page, name="Notes.Pdf")
    assert part.extension == "PDF"
    assert part.get_absolute_url() == f"/fichiers/{part.pk}/"
    away = make.part(page, Kind.RECORDING, text="", url="https://exemple.test/film")
    assert away.get_absolute_url() == "https://exemple.test/film"


def test_a_file_is_handed_to_those_inside(client) -> None:
    """Whoever may open the part gets the file, to be kept by nobody on the way."""
    programme = make.comap()
    page = make.session(programme, slug="session-de-mai")
    part = with_file(page)
    client.force_login(make.participant(programme).user)
    response, content = fetch(client, part)
    assert response.status_code == 200
    assert content == b"%PDF-1.7 secret"
    assert response["Content-Disposition"] == 'attachment; filename="session-de-mai-minutes.pdf"'
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    head, nothing = fetch(client, part, "head")
    assert (head.status_code, nothing) == (200, b"")
    assert head["Content-Length"] == str(len(b"%PDF-1.7 secret"))


def test_the_right_is_asked_each_time(client) -> None:
    """The address that worked a minute ago opens nothing once the participation has ended."""
    programme = make.comap()
    part = with_file(make.session(programme))
    person = make.participant(programme)
    client.force_login(person.user)
    assert fetch(client, part)[1]
    leave(participation=person.participations.get())
    assert fetch(client, part)[0].status_code == 404


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("who", ["visitor", "ally"])
def test_a_file_of_others_does_not_exist(client, who, method) -> None:
    """« Not yours » and « does not exist »: same status, same headers, same body, HEAD included."""
    programme = make.comap()
    part = with_file(make.session(programme))
    user = visitors(programme)[who]
    if user.is_authenticated:
        client.force_login(user)
    hidden, shown = fetch(client, part, method)
    missing, nothing = fetch(client, part.pk + 1, method)
    assert hidden.status_code == missing.status_code == 404
    assert told(hidden) == told(missing)
    # The page names the address that was asked, so that one may come back to it.
    assert shown == nothing.replace(f"/{part.pk + 1}/".encode(), f"/{part.pk}/".encode())


def test_a_part_of_a_hidden_page_is_hidden(client) -> None:
    """A part open to all on a page that is not is as hidden as its page; so is a draft's."""
    programme = make.comap()
    page = make.session(programme)
    part = with_file(page, circle=Circle.ANYONE)
    assert fetch(client, part)[0].status_code == 200
    set_audience(page=page, circle=Circle.PARTICIPANTS)
    assert fetch(client, part)[0].status_code == 404
    client.force_login(make.participant(programme).user)
    assert fetch(client, part)[0].status_code == 200
    page.unpublish()
    assert fetch(client, part)[0].status_code == 404


def test_a_part_without_a_file_has_no_file(client) -> None:
    """A text or an address has nothing to hand out, not even to those inside."""
    programme = make.comap()
    part = make.part(make.session(programme))
    client.force_login(make.participant(programme).user)
    assert fetch(client, part)[0].status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "-1", "1.5"])
def test_odd_numbers_are_no_files(client, number) -> None:
    """Whatever is put in the address, the answer is that nothing is there."""
    assert fetch(client, number)[0].status_code == 404


def test_a_file_that_is_gone_does_not_exist(client) -> None:
    """A file lost on disk answers like a missing one, never with an error page."""
    part = with_file(make.session(make.comap()), circle=Circle.ANYONE)
    part.file.storage.delete(part.file.name)
    assert fetch(client, part)[0].status_code == 404


def test_a_private_file_has_no_public_address(client, settings) -> None:
    """It does not lie where public files lie, and no public address leads to it."""
    part = with_file(make.session(make.comap()))
    assert not part.file.path.startswith(str(settings.MEDIA_ROOT))
    for address in (f"{settings.MEDIA_URL}{part.file.name}", f"/static/{part.file.name}"):
        assert client.get(address).status_code == 404


def test_parts_are_never_in_a_revision() -> None:
    """A page's revision, which older drafts and comparisons show, holds no part's words."""
    page = make.session(make.comap())
    make.part(page, text=SECRET)
    make.part(page, Kind.JOIN_LINK, text="", url="https://visio.exemple/secret")
    page.save_revision()
    content = json.dumps([row.content for row in Revision.objects.all()], ensure_ascii=False)
    assert page.title in content
    assert SECRET not in content
    assert "visio.exemple" not in content


def test_parts_are_never_in_the_search_index_nor_the_api() -> None:
    """No indexed field and no API field of a meeting holds a part."""
    page = make.session(make.comap())
    indexed = {field.field_name for field in page.get_search_fields()}
    shown = {getattr(field, "name", field) for field in getattr(page, "api_fields", [])}
    assert not (indexed | shown) & {"parts", "text", "url", "file"}


def test_locked_words_are_not_on_the_page(client) -> None:
    """The page shows others that an account exists, and not one word of it."""
    programme = make.comap()
    page = make.session(programme, date="2024-05-16")
    make.part(page, Kind.ACCOUNT, text=SECRET, title="Compte rendu de mai")
    shut = client.get(page.url).content.decode()
    assert "à-bas" not in shut
    assert "compte rendu" in shut.lower()
    client.force_login(make.participant(programme).user)
    assert "à-bas" in client.get(page.url).content.decode()


def test_lists_tell_nothing_of_a_meeting_entre_nous(client) -> None:
    """Where it is listed, others read its title, date and place; those who spoke are not told."""
    programme = make.comap()
    speaker = make.PersonFactory(name="Intervenante à garder", public=True)
    territory = make.TerritoryFactory()
    page = make.session(
        programme,
        title="Réunion de mai",
        date="2024-05-16",
        quotation_rule="entre-nous",
        summary="Résumé à garder",
    )
    page.speakers.add(speaker)
    page.experience_reports.create(tried="Essai à garder", territory=territory)
    page.save()
    listed = client.get(programme.url).content.decode()
    assert "Réunion de mai" in listed
    assert "à garder" not in listed
    for row in (speaker, territory):
        assert "Réunion de mai" not in client.get(row.get_absolute_url()).content.decode()
    client.force_login(make.participant(programme).user)
    for row in (speaker, territory):
        assert "Réunion de mai" in client.get(row.get_absolute_url()).content.decode()


def test_a_file_that_the_disk_lost_breaks_no_page(client) -> None:
    """Its part is still shown, without a weight."""
    programme = make.comap()
    page = make.session(programme, date="2024-05-16")
    part = make.part(page, Kind.SLIDES, text="", file=ContentFile(b"%PDF", name="dia.pdf"))
    client.force_login(make.participant(programme).user)
    assert "octets" in client.get(page.url).content.decode()
    part.file.storage.delete(part.file.name)
    shown = client.get(page.url)
    assert shown.status_code == 200
    assert "octets" not in shown.content.decode()
