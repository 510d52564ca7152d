"""What the editors say of themselves is printed as French is, wherever it is written."""

from chantiers.blocks import PictureBlock
from community.text import panels

WRITTEN, PRINTED = "L'eau : « oui »", "L’eau\u00a0: «\u00a0oui\u00a0»"


def test_headings_are_printed() -> None:
    """Of fields that go together, of rows, of what is changed elsewhere."""
    for panel in (
        panels.group(WRITTEN, []),
        panels.rows("phases", WRITTEN, WRITTEN, WRITTEN),
        panels.note("admin/panels/parts.html", WRITTEN),
    ):
        assert str(panel.heading) == PRINTED
    told = panels.rows("phases", WRITTEN, WRITTEN, WRITTEN)
    assert (str(told.label), str(told.help_text)) == (PRINTED, PRINTED)
    assert panels.rows("phases", WRITTEN, WRITTEN).help_text == ""


def test_the_help_of_a_block_is_printed_and_migrations_do_not_know() -> None:
    """Each part of a picture; what the block was made with stays as it was written."""
    blocks = PictureBlock().child_blocks
    helps = {name: getattr(blocks[name], "field", blocks[name].meta).help_text for name in blocks}
    assert "ce que l’image apporte" in helps["image"]
    assert "Ce qu’il faut savoir pour la comprendre\u00a0: quoi" in helps["caption"]
    assert "la licence\u00a0: «\u00a0Ana Silva, CC BY\u00a0»" in helps["credit"]
    _path, _args, made_with = blocks["caption"].deconstruct()
    assert "Ce qu'il faut savoir" in made_with["help_text"]
