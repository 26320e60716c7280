"""Several benchmarks write one page, each its own section."""

from pathlib import Path

from benchmarks.sections import publish, write_section


def test_a_section_is_written_in_its_place_and_the_others_stay(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n## One\n\nold\n\n### inside\n\nold\n\n## Two\n\nkept\n")
    write_section(page, "One", ["new \\1"])
    assert page.read_text() == "# Page\n\n## One\n\nnew \\1\n\n## Two\n\nkept\n"
    write_section(page, "Two", ["also new"])
    write_section(page, "Three", ["more"])
    expected = "# Page\n\n## One\n\nnew \\1\n\n## Two\n\nalso new\n\n## Three\n\nmore\n"
    assert page.read_text() == expected
    write_section(page, "Three", ["more"])
    assert page.read_text() == expected


def test_a_page_that_is_written_whole_leaves_the_sections_of_others(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n## Mine\n\nold\n\n## Theirs\n\nkept\n\n### inside\n\ntoo\n")
    publish(["# Page", "", "## Mine", "", "new"], page, ["Theirs", "Nobody's"])
    assert page.read_text() == (
        "# Page\n\n## Mine\n\nnew\n\n## Theirs\n\nkept\n\n### inside\n\ntoo\n"
    )
