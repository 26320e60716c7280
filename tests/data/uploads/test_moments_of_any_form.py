"""Moments are read in any usual form, or asked about, or refused: never guessed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.data.cells.dates import form_of, nanoseconds
from promptrec.data.cells.understood import questions, understood
from promptrec.data.reading.table import table_of
from promptrec.errors import DataError


def read(cells, **answers):
    table, notes = understood(table_of("x.csv", {"timestamp": cells}), answers)
    return table.columns["timestamp"].cells.tolist(), [str(note) for note in notes]


def asked(cells):
    return [one.name for one in questions(table_of("x.csv", {"timestamp": cells}))]


def seconds(*parts):
    return str(int(datetime(*parts, tzinfo=UTC).timestamp()))


DAY = seconds(2025, 8, 24)
AT_TEN = seconds(2025, 8, 24, 10)
READ = [
    ("2025-08-24", DAY),
    ("2025/8/24", DAY),
    ("2025.08.24", DAY),
    ("2025年8月24日", DAY),
    ("24.08.2025", DAY),
    ("24. 8. 2025", DAY),
    ("24/08/2025", DAY),
    ("8/24/2025", DAY),
    ("24-08-2025", DAY),
    ("24 Aug 2025", DAY),
    ("24-Aug-2025", DAY),
    ("Aug 24, 2025", DAY),
    ("August 24th, 2025", DAY),
    ("24. August 2025", DAY),
    ("Sun, 24 Aug 2025 10:00:00 GMT", AT_TEN),
    ("2025-08-24T10:00:00Z", AT_TEN),
    ("2025-08-24 12:00:00+02:00", AT_TEN),
    ("2025-08-24T03:00-0700", AT_TEN),
    ("2025-08-24T10:00", AT_TEN),
    ("8/24/2025 10:00 AM", AT_TEN),
    ("8/24/2025 12:00 AM", DAY),
    ("2025年8月24日 下午3:05", seconds(2025, 8, 24, 15, 5)),
    ("20250824", DAY),
    ("20250824100000", AT_TEN),
    ("1756029600000", AT_TEN),
    ("1756029600000000", AT_TEN),
    ("1756029600000000000", AT_TEN),
    ("1756029600123456789", f"{AT_TEN}.123456789"),
    ("2025-08-24 10:00:00.250", f"{AT_TEN}.25"),
    ("2025-08-24 10:00:00,250", f"{AT_TEN}.25"),
]


@pytest.mark.parametrize(("text", "wanted"), READ)
def test_a_moment_in_a_usual_form_is_unix_seconds(text, wanted):
    cells, notes = read([text])
    assert cells == [wanted]
    assert "2025-08-24" in notes[0]  # told, with its first and last moment


def test_seconds_stay_as_they_are_and_nothing_is_said():
    assert read(["1260759144", "1260759145.5"]) == (["1260759144", "1260759145.5"], [])
    assert read(["100", "200"]) == (["100", "200"], [])


def test_one_cell_beyond_twelve_says_the_order_of_all():
    assert read(["03/04/2025", "13/04/2025"])[0][0] == seconds(2025, 4, 3)
    assert read(["03/04/2025", "04/13/2025"])[0][0] == seconds(2025, 3, 4)
    assert asked(["03/04/2025", "13/04/2025"]) == []
    assert asked(["05/05/2025"]) == []  # both are one day


OPEN = [
    (["03/04/2025", "05/06/2025"], "dates", "day-first", seconds(2025, 4, 3)),
    (["03/04/2025", "05/06/2025"], "dates", "month-first", seconds(2025, 3, 4)),
    (["03.04.2025"], "dates", "day-first", seconds(2025, 4, 3)),
    (["45528.4375"], "numbers", "days", seconds(2024, 8, 24, 10, 30)),
    (["45528.4375"], "numbers", "seconds", "45528.4375"),
    (["5000000000"], "numbers", "milliseconds", "5000000"),
]


@pytest.mark.parametrize(("cells", "name", "option", "wanted"), OPEN)
def test_what_can_be_read_in_two_ways_is_asked(cells, name, option, wanted):
    assert asked(cells) == [name]
    with pytest.raises(DataError, match=f"Nothing is guessed.*--{name} {option}"):
        read(cells)
    assert read(cells, **{name: option})[0][0] == wanted


REFUSED = [
    (["24.08.25"], "data row 1.*a year of two digits"),
    (["24-Aug-25 10:00"], "a year of two digits"),
    (["2025-08-24", "24.08.2025"], "data row 2.*written in another way than '2025-08-24'"),
    (["24.08.2025", "24/08/2025"], "data row 2.*written in another way"),
    (["2025-08-24", "1756029600"], "data row 2.*written in another way"),
    (["1756029600", "1756029600000"], "data row 2.*written in another way"),
    (["24/08/2025", "08/24/2025"], "data row 1.*has the day first, '08/24/2025' in data row 2"),
    (["2025-08-24", "soon"], "data row 2.*'soon' is no moment"),
    (["soon"], "data row 1.*'soon' is no moment"),
    (["31.02.2025"], "'31.02.2025' is no moment"),
    (["2025-13-01"], "is no moment"),
    (["9999-12-31"], "between the years 1900 and 2100"),
    (["0001-01-01"], "between the years 1900 and 2100"),
    (["8/24/2025 13:00 PM"], "is no moment"),
    (["10:30"], "is no moment"),
]


@pytest.mark.parametrize(("cells", "words"), REFUSED)
def test_what_is_no_moment_of_the_column_is_refused_at_its_row(cells, words):
    with pytest.raises(DataError, match=words):
        read(cells)


def test_times_without_a_zone_are_told():
    assert "read as UTC" in read(["2025-08-24 10:00"])[1][-1]
    mixed = read(["2025-08-24 10:00", "2025-08-24 12:00+02:00"])
    assert mixed[0] == [AT_TEN, AT_TEN]
    assert "1 of 2 moments name no time zone" in mixed[1][-1]
    assert len(read(["2025-08-24"])[1]) == 1  # a day needs none


def test_numbers_that_a_spreadsheet_has_cut_stay_for_the_warning():
    assert read(["1.26E+12", "1.27E+12"]) == (["1.26E+12", "1.27E+12"], [])


def test_empty_cells_stay_empty_for_whoever_checks_the_column():
    assert read(["2025-08-24", ""])[0] == [DAY, ""]


MOMENTS = st.datetimes(datetime(1901, 1, 1), datetime(2099, 12, 30)).map(
    lambda moment: moment.replace(microsecond=0)
)
ZONES = st.integers(-12 * 4, 14 * 4).map(lambda quarter: timezone(timedelta(minutes=15 * quarter)))


@given(MOMENTS, ZONES)
def test_a_moment_means_the_same_in_every_form(moment, zone):
    here = moment.replace(tzinfo=zone)
    there = int(here.timestamp()) * 10**9
    assert nanoseconds(here.isoformat()) == there
    plain = int(moment.replace(tzinfo=UTC).timestamp()) * 10**9
    for form, day_first in (
        ("%Y-%m-%d %H:%M:%S", True),
        ("%d.%m.%Y %H:%M:%S", True),
        ("%m/%d/%Y %I:%M:%S %p", False),
        ("%d %b %Y %H:%M:%S", True),
        ("%Y年%m月%d日 %H:%M:%S", True),
    ):
        assert nanoseconds(moment.strftime(form), day_first=day_first) == plain, form


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_none(text):
    form, value = form_of(text), nanoseconds(text)
    assert value is None or form is not None


@given(
    st.lists(st.sampled_from([text for text, _ in READ] + ["", "x", "3"]), min_size=1, max_size=4)
)
def test_any_column_is_read_or_refused_in_a_sentence(cells):
    try:
        found, _ = read(cells)
    except DataError as error:
        assert str(error).endswith(".")
    else:
        assert len(found) == len(cells)
