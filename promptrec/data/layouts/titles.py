"""Film titles as catalogues write them -> titles for reading.

>>> readable("Matrix, The"), readable("City of Lost Children, The (Cité des enfants perdus, La)")
('The Matrix', 'The City of Lost Children')
>>> readable("(500) Days of Summer"), readable("Avventura, L' (Adventure, The)")
('(500) Days of Summer', "L'Avventura")
>>> split_year("Toy Story (1995)"), split_year("Hyena Road")
(('Toy Story', '1995'), ('Hyena Road', ''))
>>> split_year("Giving (1995) (V)"), split_year("Death Note (2006–2007)")
(('Giving', '1995'), ('Death Note', '2006'))
"""

import re

ARTICLES = (
    "The|A|An|La|Le|Les|L'|El|Los|Las|Il|Lo|I|Gli|Der|Die|Das|Den|Det|De|Het|Een|Un|Une|Una|O|Os|As"
)
MOVED = re.compile(rf"^(?P<rest>.+?), (?P<article>{ARTICLES})\s*(?P<tail>: .+| \(.+\))?$")
OTHER_TITLE = re.compile(r"^(?P<title>.*\S)\s+\((?:[^()]|\([^()]*\))*\)$")
PART_OF_TITLE = re.compile(
    r"\((?:Not|Full Sequence|First Sequence|Final Sequence|Yellow|Blue|"
    r"(?:The Unexpected|and|And) [^()]*)\)[^()]*$"
)
BEHIND = r"\s*[(\[](?![0-9]{4}\s*[-–—/)])[^()\[\]]*[)\]]"  # "(V)", "(TV)": how it was released
YEAR = re.compile(
    r"^(?P<title>.+?)\s*\((?P<year>[0-9]{4})(?:/[IVX]+)?\s*(?:[-–—]\s*(?:[0-9]{4}|\?{4})?)?\s*\)+"
    rf"(?:{BEHIND})*[\s.,;:]*$"
)


def readable(title: str) -> str:
    """The title without titles in other languages, its article in front."""
    title = " ".join(title.split())
    while not PART_OF_TITLE.search(title) and (found := OTHER_TITLE.match(title)):
        title = found["title"]
    moved = MOVED.match(title)
    if moved is None:
        return title
    space = "" if moved["article"].endswith("'") else " "
    return f"{moved['article']}{space}{moved['rest']}{moved['tail'] or ''}"


def other_titles(title: str) -> list[str]:
    """The titles in parentheses after the first, readable."""
    groups = re.findall(r"\(((?:[^()]|\([^()]*\))*)\)", title)
    return [readable(group.removeprefix("a.k.a.").strip()) for group in groups]


def split_year(title: str) -> tuple[str, str]:
    """Title and year of "Toy Story (1995)", of several the last, of a span the first.

    The year is "" where none is given; what stands behind it, such as "(V)" for a video, is left
    out with it.
    """
    found = YEAR.match(title.strip())
    return (found["title"], found["year"]) if found else (title.strip(), "")
