"""Public layouts are recognised and read; a zip of one too."""

import gzip
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from promptrec.data.archives.unpack import unpack
from promptrec.data.layouts.known import LAYOUTS
from promptrec.data.shipped import open_dataset
from promptrec.data.split import make_split
from promptrec.data.values import FieldValues
from promptrec.errors import DataError
from promptrec.settings import SplitSettings

LASTFM = Path(__file__).parents[3] / "shared" / "data" / "lastfm"
SEVEN = "2|Seven Samurai, The (1954)|01-Jan-1954||http://x|0|1|0|0|0|0|0|0|1|0|0|0|0|0|0|0|0|1|0\n"
ML_100K = {
    "u.data": "196\t1\t3\t881250949\n186\t2\t5\t891717742\n",
    "u.item": "1|Cité (1995)|01-Jan-1995||http://x|0|0|0|1|1|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n" + SEVEN,
    "u.user": "196|49|M|writer|55105\n186|16|F|executive|00000\n",
}
ML_1M = {
    "ratings.dat": "1::1193::5::978300760\n2::661::3::978302109\n",
    "movies.dat": "661::James and the Giant Peach (1996)::Animation|Children's\n"
    "1193::Misérables, Les (1995)::Drama\n",
    "users.dat": "1::F::1::10::48067\n2::M::56::16::70072\n",
}
ML_LATEST = {
    "ratings.csv": "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,2,0.5,964981247\n",
    "movies.csv": 'movieId,title,genres\n1,"Matrix, The (1999)",Action|Sci-Fi\n'
    "2,Hyena Road,(no genres listed)\n",
    "tags.csv": "userId,movieId,tag,timestamp\n",
}
REVIEWS = [
    {
        "reviewerID": "A2",
        "asin": "007",
        "overall": 5.0,
        "unixReviewTime": 1362182400,
        "summary": "",
    },
    {"reviewerID": "A1", "asin": "B1", "overall": 2, "unixReviewTime": 1362182401},
]
AMAZON = {"reviews_Music_5.json": "".join(json.dumps(one) + "\n" for one in REVIEWS)}
META = "{'asin': '007', 'title': 'A  guitar', 'categories': [['Music', 'Strings']], 'price': 3}\n"


def write(folder, files, encoding="utf-8"):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding=encoding)
    return folder


def test_movielens_100k(tmp_path):
    dataset = open_dataset(str(write(tmp_path, ML_100K, "latin-1")))
    assert dataset.about.name == "movielens-100k"
    assert dataset.items["title"].tolist() == ["Cité", "The Seven Samurai"]
    assert dataset.label.tolist() == [0, 1]
    values = FieldValues(dataset)
    assert values.item(0)["item.genres"] == ("Animation", "Children's", "Comedy")
    assert values.user(1) == {
        "user.user_id": "186",
        "user.age": "under 18",
        "user.gender": "woman",
        "user.occupation": "executive",
    }


def test_movielens_1m(tmp_path):
    dataset = open_dataset(str(write(tmp_path, ML_1M, "latin-1")))
    values = FieldValues(dataset)
    assert values.item(1)["item.title"] == "Les Misérables"
    assert values.item(1)["item.year"] == "1995"
    assert values.user(1)["user.age"] == "56 or older"
    assert values.user(1)["user.occupation"] == "self-employed"
    assert dataset.about.rating_scale == (1, 5)


def test_movielens_latest(tmp_path):
    dataset = open_dataset(str(write(tmp_path, ML_LATEST)))
    assert dataset.items["title"].tolist() == ["The Matrix", "Hyena Road"]
    assert dataset.items["year"].tolist() == ["1999", ""]
    assert FieldValues(dataset).item(1)["item.genres"] == ()
    assert dataset.about.rating_scale == (0.5, 5)


@pytest.mark.parametrize("packed", [False, True])
def test_amazon_reviews(tmp_path, packed):
    folder = write(tmp_path, AMAZON)
    plain = folder / "reviews_Music_5.json"
    if packed:
        (folder / "reviews_Music_5.json.gz").write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()
    dataset = open_dataset(str(folder))
    assert list(dataset.items.index) == ["007", "B1"]
    assert dataset.label.tolist() == [1, 0]
    assert "no title" in dataset.warnings[0]
    assert not dataset.context
    (folder / "meta_Music.json").write_text(META)
    described = open_dataset(str(folder))
    assert described.items["title"].tolist() == ["A guitar", "B1"]
    assert FieldValues(described).item(0)["item.categories"] == ("Music", "Strings")
    file = next(folder.glob("reviews*"))
    assert open_dataset(str(file)).fingerprint() == described.fingerprint()


@pytest.mark.skipif(not LASTFM.is_dir(), reason="the copy of HetRec Last.fm is not here")
def test_lastfm():
    dataset = open_dataset(str(LASTFM))
    assert (len(dataset.users), len(dataset.items)) == (1892, 17632)
    assert len(dataset.interactions) == 92834
    assert dataset.implicit
    assert not dataset.timed
    values = FieldValues(dataset).item(dataset.item_code("1"))
    assert values["item.title"] == "MALICE MIZER"
    assert "j-rock" in values["item.tags"]
    assert dataset.label[make_split(dataset, SplitSettings()).test].all()


def test_lastfm_with_a_header_in_artists(tmp_path):
    files = {
        "artists.dat": "id\tname\turl\tpictureURL\n51\tDuran Duran\tx\ty\n52\tMo|r\tx\ty\n",
        "user_artists.dat": "userID\tartistID\tweight\n2\t51\t13883\n2\t52\t11690\n",
        "tags.dat": "tagID\ttagValue\n1\t80s|pop\n2\tambient\n",
        "user_taggedartists.dat": "userID\tartistID\ttagID\tday\tmonth\tyear\n"
        "2\t52\t2\t1\t4\t2009\n3\t51\t1\t1\t4\t2009\n3\t51\t2\t1\t4\t2009\n4\t51\t2\t1\t4\t2009\n",
    }
    dataset = open_dataset(str(write(tmp_path, files)))
    values = FieldValues(dataset)
    assert values.item(0)["item.tags"] == ("ambient", "80s/pop")
    assert dataset.label.tolist() == [1, 1]


def test_a_zip_of_a_layout_in_its_own_folder_is_opened(tmp_path):
    folder = write(tmp_path / "ml-latest-small", ML_LATEST)
    archive = tmp_path / "upload.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for file in folder.iterdir():
            zipped.write(file, f"ml-latest-small/{file.name}")
        zipped.writestr("__MACOSX/x", "x")
    assert open_dataset(str(archive)).fingerprint() == open_dataset(str(folder)).fingerprint()


@pytest.mark.parametrize("name", ["../evil.csv", "/evil.csv", "a/../../evil.csv", "C:/evil.csv"])
def test_a_zip_never_writes_outside_its_folder(tmp_path, name):
    archive, folder = tmp_path / "bad.zip", tmp_path / "inside"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr(name, "x")
    with pytest.raises(DataError, match="leads out of its folder"):
        unpack(archive, folder)
    assert [path.name for path in tmp_path.rglob("*")] == ["bad.zip"]


def test_a_zip_bomb_and_a_damaged_zip_are_refused(tmp_path):
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("ratings.csv", "0" * 5_000_000)
    with pytest.raises(DataError, match="unpacks to more than 1,000,000 bytes"):
        unpack(archive, tmp_path / "out", most_bytes=1_000_000)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(archive.read_bytes()[:300])
    with pytest.raises(DataError, match="cannot be unpacked"):
        open_dataset(str(broken))


@pytest.mark.parametrize("counts", ["", "2\n", "2\n2\n", "\ufeff2\n", "% 92834 1892 17632\n\n2\n"])
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lastfm_with_lines_of_counts_a_mark_and_windows_line_ends(tmp_path, counts, header, end):
    artists = "id\tname\turl\n" * header + "51\tDuran Duran\tx\n52\tMorcheeba\tx\n"
    listened = "userID\tartistID\tweight\n" * header + "2\t51\t13883\n2\t52\t11690\n"
    tags = "tagID\ttagValue\n" * header + "7\tpop\n"
    tagged = "userID\tartistID\ttagID\n" * header + "2\t52\t7\n"
    texts = {
        "artists.dat": artists,
        "user_artists.dat": listened,
        "tags.dat": tags,
        "user_taggedartists.dat": tagged,
    }
    for name, text in texts.items():
        (tmp_path / name).write_bytes((counts + text).replace("\n", end).encode())
    dataset = open_dataset(str(tmp_path))
    assert dataset.items["title"].tolist() == ["Duran Duran", "Morcheeba"]
    assert dataset.items["tags"].tolist() == ["", "pop"]
    assert len(dataset.interactions) == 2


def test_lastfm_with_a_line_of_counts_as_wide_as_its_rows(tmp_path):
    (tmp_path / "artists.dat").write_text("2\t2\nid\tname\n1\tMalice\n2\tDiary\n")
    (tmp_path / "user_artists.dat").write_text(
        "2\t2\t2\nuserID\tartistID\tweight\n7\t1\t5\n7\t2\t9\n"
    )
    found = open_dataset(str(tmp_path))
    assert found.items["title"].tolist() == ["Malice", "Diary"]
    assert len(found.interactions) == 2


def test_a_cut_row_of_lastfm_is_no_line_of_counts(tmp_path):
    files = {"artists.dat": "51\tDuran Duran\n", "user_artists.dat": "2\n2\t51\n"}
    write(tmp_path, files)
    with pytest.raises(DataError, match=r"user_artists\.dat, line 2, column weight: is missing"):
        open_dataset(str(tmp_path))


TITLES = [
    ("Land Before Time III: The Time of the Great Giving (1995) (V)", "1995"),
    ("Marlene Dietrich: Shadow and Light (1996) (TV)", "1996"),
    ("Title (1995) ", "1995"),
    ("unknown", ""),
    ("Fawlty Towers (1975-1979)", "1975"),
    ("Death Note: Desu nôto (2006–2007)", "2006"),
    ("Seven (a.k.a. Se7en) (1995)", "1995"),
    ("Shining, The (1980)", "1980"),
    ("Metropolis (1927) (2002)", "2002"),
    ("Babylon 5", ""),
    ("2001: A Space Odyssey (1968)", "1968"),
    ("Burning Love (Mona ja palavan rakkauden aika) (1983))", "1983"),
    ("Diplomatic Immunity (2009– )", "2009"),
    ("(1995)", ""),
    ("Nightwatch (1997) (V) (TV)", "1997"),
]


@pytest.mark.parametrize(("title", "year"), TITLES)
def test_a_film_keeps_its_year_and_a_clean_title(tmp_path, title, year):
    flags = "|0" * 19
    item = f"1|{title}|01-Jan-1995||http://x{flags}\n2|Heat (1995)|x||y{flags}\n"
    files = {"u.data": "1\t1\t4\t881250949\n2\t2\t3\t881250950\n", "u.item": item}
    film = open_dataset(str(write(tmp_path, files))).items.loc["1"]
    assert film["year"] == year
    clean = {"Seven": "Seven", "Shining,": "The Shining", "Metropolis": "Metropolis"}
    first = title.split()[0]
    assert film["title"] == clean.get(first, film["title"])
    assert "(V)" not in film["title"]
    assert film["title"].strip() == film["title"] != ""


LAYOUT_FAULTS = [
    (ML_100K, "u.data", "196\t1\n", "u.data, line 1, column rating: is missing"),
    (ML_100K, "u.data", "196\t1\tx\t1\n", "u.data, data row 1, column rating: 'x'"),
    (ML_100K, "u.data", "196\t9\t3\t1\n", "u.data, data row 1, column item_id: unknown item '9'"),
    (ML_1M, "movies.dat", "661::Peach\n", "movies.dat, line 1, column Genres: is missing"),
    (ML_1M, "ratings.dat", "", "ratings.dat is empty"),
    (ML_LATEST, "ratings.csv", "userId,movieId\n1,2\n", "ratings.csv, header: column rating"),
    (AMAZON, "reviews_Music_5.json", AMAZON["reviews_Music_5.json"] + "{x\n", "line 3: is no JSON"),
    (AMAZON, "reviews_Music_5.json", '{"reviewerID": "A", "asin": "B", "overall": 3}\n', "line 1"),
]


@pytest.mark.parametrize(("files", "name", "content", "expected"), LAYOUT_FAULTS)
def test_a_fault_in_a_layout_names_its_place(tmp_path, files, name, content, expected):
    write(tmp_path, {**files, name: content}, "latin-1")
    with pytest.raises(DataError) as caught:
        open_dataset(str(tmp_path))
    assert expected in str(caught.value)


def test_a_damaged_gz_is_an_error_with_its_line(tmp_path):
    text = AMAZON["reviews_Music_5.json"] * 5000
    packed = gzip.compress(text.encode())
    (tmp_path / "reviews_5.json.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(DataError, match=r"reviews_5\.json\.gz, line \d+: cannot be unpacked"):
        open_dataset(str(tmp_path))


def test_a_folder_that_holds_no_data_set_says_what_is_known(tmp_path):
    with pytest.raises(DataError) as caught:
        open_dataset(str(tmp_path))
    assert all(layout.name in str(caught.value) for layout in LAYOUTS)
    with pytest.raises(DataError, match="Nearest: movies"):
        open_dataset("movis")


def test_the_shipped_movies_are_whole():
    dataset = open_dataset("movies")
    assert (len(dataset.users), len(dataset.items)) == (671, 9066)
    assert len(dataset.interactions) == 100_004
    assert dataset.warnings == ()
    assert (np.diff(dataset.interactions["timestamp"]) >= 0).all()
    assert dataset.items.loc["2571"].tolist()[:2] == ["The Matrix", "1999"]
    assert dataset.items.loc["1", "director"] == "John Lasseter"
    assert (dataset.items["title"] != "").all()
