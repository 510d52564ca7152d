"""« de » before a name, as French joins them."""

import pytest
from django.template import Context, Template

from community.text.elision import of, of_person
from tests import factories as make


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Loos", "de Loos"),
        ("Le Vigan", "du Vigan"),
        ("Les Mureaux", "des Mureaux"),
        ("le Grand Est", "du Grand Est"),
        ("La Rochelle", "de La Rochelle"),
        ("L'Île-Rousse", "de L'Île-Rousse"),
        ("Arras", "d’Arras"),
        ("Épinal", "d’Épinal"),
        ("Œuilly", "d’Œuilly"),
        ("Yaoundé 6", "de Yaoundé 6"),
        ("Yvetot", "d’Yvetot"),
        ("Y", "de Y"),
        ("Ouessant", "d’Ouessant"),
        ("Ouagadougou", "de Ouagadougou"),
        ("Hyères", "d’Hyères"),
        ("Hazebrouck", "de Hazebrouck"),
        ("Lens", "de Lens"),
        ("Lesquin", "de Lesquin"),
        ("Le", "de Le"),
        ("Pays de Redon", "du Pays de Redon"),
        ("Métropole de Lyon", "de la Métropole de Lyon"),
        ("Association Biovallée", "de l’Association Biovallée"),
        ("Paysage", "de Paysage"),
        ("", "de "),
    ],
)
def test_a_place_takes_its_article(name, said) -> None:
    """Joined where French joins; « La » and « L' » stay, and what only looks like an article."""
    assert of(name) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ada Lovelace", "d’Ada Lovelace"),
        ("Élue de Loos", "d’Élue de Loos"),
        ("Hélène Martin", "d’Hélène Martin"),
        ("Harold Petit", "de Harold Petit"),
        ("Marie Roux", "de Marie Roux"),
        ("Yves Marin", "d’Yves Marin"),
        ("Le Thi Hoa", "de Le Thi Hoa"),
        ("Ville Laine", "de Ville Laine"),
    ],
)
def test_somebody_s_name_is_elided_and_never_joined(name, said) -> None:
    """« Le » is a family's name; what a person is called is no common noun."""
    assert of_person(name) == said


def test_templates_join_what_they_are_given() -> None:
    """A row says its name; what somebody typed is escaped once, where it is shown."""
    source = "{% load french %}{{ place|of }}, {{ who|of_person|typo }}"
    place = make.TerritoryFactory.build(name="Le <b>Vigan</b>")
    who = make.PersonFactory.build(name="Ada", organisation=None, territory=None, user=None)
    shown = Template(source).render(Context({"place": place.name, "who": who}))
    assert shown == "du &lt;b&gt;Vigan&lt;/b&gt;, d’Ada"
