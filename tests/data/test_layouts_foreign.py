"""Public files that are in no layout are named, and nothing ever is a traceback."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layout_files import put, refused

from promptrec.data.layouts.foreign import table
from promptrec.data.layouts.known import foreign_upload, recognise_upload
from promptrec.data.reading.mapping import INTERACTION_COLUMNS, guess
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError
from promptrec.words.table import has_words

YELP = {"review_id": "r", "user_id": "u", "business_id": "b", "stars": 4.0, "date": "2018-07-07"}
GOODREADS = {"user_id": "u", "book_id": "1", "review_id": "r", "is_read": True, "rating": 5}
SHA = "00000c289a1829a808ac09c00daf10bc3c4e223b"
FOREIGN = [
    ("yelp_academic_dataset_review.json", json.dumps(YELP), "Yelp", "business_id as item, stars"),
    ("goodreads_reviews.json.gz", json.dumps(GOODREADS), "Goodreads", "book_id as item"),
    (
        "goodreads_interactions.csv",
        "user_id,book_id,is_read,rating,is_reviewed\n0,1,1,5,0",
        "UCSD",
        "user_id as user",
    ),
    (
        "events.csv",
        "timestamp,visitorid,event,itemid,transactionid\n1,2,view,3,",
        "Retailrocket",
        "visitorid as user, itemid as item and timestamp as time",
    ),
    (
        "steam-200k.csv",
        "151603712,The Elder Scrolls V, Skyrim,purchase,1.0,0",
        "steam-200k",
        "Put the names",
    ),
    (
        "s.csv",
        "user-id,game-title,behavior-name,value\n1,Game 3,purchase,1.0",
        "steam-200k",
        "user-id as user and game-title as item",
    ),
    (
        "usersha1-artmbid-artname-plays.tsv",
        f"{SHA}\t3bd73256-3905\tbetty blowtorch\t2137",
        "Last.fm 360K",
        "artist_name as item",
    ),
    (
        "userid-timestamp.tsv",
        "user_000001\t2009-05-04T23:08:57Z\tf1b1\tDeep Dish\tm\tFuck",
        "Last.fm 1K",
        "holds dates",
    ),
    ("combined_data_1.txt", "1:\n1488844,3,2005-09-06", "the Netflix Prize", "movie_id as item"),
    ("jester-data-1.csv", "74," + ",".join(["-7.82"] * 100), "Jester", "joke_id"),
    (
        "Beauty.csv",
        "user_id,parent_asin,rating,timestamp\nA,B,5.0,1588687728923",
        "Amazon",
        "divide it by 1000",
    ),
    (
        "ratings_Beauty.csv",
        "A39HTATAQ9V7YF,0205616461,5.0,1369699200",
        "Amazon ratings 2014",
        "asin as item",
    ),
    ("Beauty5.csv", "0205616461,A39HTATAQ9V7YF,5.0,1369699200", "Amazon ratings 2018", "asin as"),
    (
        "user_ratedmovies.dat",
        "userID\tmovieID\trating\tdate_day\n75\t3\t1\t29",
        "HetRec",
        "movieID",
    ),
    ("u.data", "1\t1\t4\t881250949", "MovieLens 100K", "u.item is missing beside it"),
    ("meta_Books.json.gz", '{"asin": "B"}', "Amazon reviews", "reviews_*.json is missing"),
    ("ratings.dat", "1::1::4::881250949", "MovieLens 1M", "movies.dat is missing"),
    ("user_artists.dat", "userID\tartistID\tweight", "HetRec Last.fm", "artists.dat is missing"),
    ("behaviors.tsv", "1\tU\t11/15/2019 8:55:22 AM\t\tN1-1", "MIND", "news.tsv is missing"),
    ("BX-Book-Ratings.csv", '"User-ID";"ISBN";"Book-Rating"', "Book-Crossing", "BX-Books.csv is"),
]


@pytest.mark.parametrize(("name", "text", "what", "way"), FOREIGN)
def test_a_public_file_that_is_not_read_is_named_with_the_way_to_go(
    tmp_path, name, text, what, way
):
    said = refused(put(tmp_path / "x", {name: text + "\n", "readme.txt": "hello"}))
    assert said.startswith(name)
    assert what in said
    assert way in said
    with pytest.raises(DataError) as caught:
        open_dataset(str(tmp_path / "x" / name))
    assert str(caught.value) == said
    assert "是" in caught.value.sentence.in_language("zh")
    content = (tmp_path / "x" / name).read_bytes()
    assert foreign_upload({name: content}) == said
    assert recognise_upload({name: content}) is None


def test_every_signature_has_a_file_that_it_tells_and_words_to_say(tmp_path):
    told = set()
    for name, text, what, _ in FOREIGN:
        path = Path(put(tmp_path / what, {name: text + "\n"})) / name
        told |= {at for at, known in enumerate(table()) if known.fits(path)}
    assert told == set(range(len(table())))
    assert all(has_words(f"sentence.foreign_{known.form}") for known in table())


def test_uploaded_files_of_a_layout_are_known_without_a_form():
    ratings = b"userId,movieId,rating,timestamp\n" + b"1,1,4.0,964982703\n" * 9000
    files = {"ratings.csv": ratings, "movies.csv": b"movieId,title,genres\n1,A,Drama\n"}
    found = recognise_upload(files)
    assert found is not None
    assert found.name == "MovieLens latest"
    assert recognise_upload({"ratings.csv": ratings}) is None
    assert foreign_upload({"ratings.csv": ratings}) is None
    books = {"BX-Book-Ratings.csv": b'"User-ID";"ISBN";"Book-Rating"\n"1";"a\xe9";"5"\n'}
    books["bx-books.CSV"] = b'"ISBN";"Book-Title"\n"a\xe9";"A"\n'
    found = recognise_upload(books)
    assert found is not None
    assert found.name == "Book-Crossing"


@pytest.mark.parametrize(
    ("header", "user", "item"),
    [
        ("timestamp,visitorid,event,itemid", "visitorid", "itemid"),
        ("review_id,user_id,business_id,stars,date", "user_id", "business_id"),
        ("user-id,game-title,behavior-name,value", "user-id", "game-title"),
        ("rating,asin,parent_asin,user_id", "user_id", "parent_asin"),
        ("user_id,artist_id,artist_name,plays", "user_id", "artist_id"),
    ],
)
def test_the_form_guesses_the_columns_of_public_files(header, user, item):
    found = guess(header.split(","), INTERACTION_COLUMNS)
    assert (found["user_id"], found["item_id"]) == (user, item)


NAMES = (
    "x.csv ratings.csv books.csv movies.csv Books.csv BX-Books.csv x.json BX-Book-Ratings.csv "
    "meta.json x.jsonl.gz behaviors.tsv news.tsv x.tsv u.data artists.dat user_artists.dat "
    "tags.csv book_tags.csv BX-Users.csv"
)
HEADS = [
    "",
    "[",
    "user_id,book_id,rating\n",
    "book_id,authors,title\n",
    "ISBN;Book-Title\n",
    "User-ID;ISBN;Rating\n",
    "userId,movieId,rating,timestamp\n",
    "movieId,title,genres\n",
    "1\tU\t11/15/2019 8:55:22 AM\t\tN1-1\n",
    "N1\ta\tb\tT\tA\n",
    '{"asin":"B","reviewerID":"A","overall":3,"unixReviewTime":1}\n',
]
PIECES = st.sampled_from(
    ['"', "\\", ";", ",", "\t", "\n", "\r", "\0", "1", "a", "{", "}", "0", "N1-1", "\ufeff", "::"]
)
TEXTS = st.builds(
    lambda head, tail, mark: mark + (head + "".join(tail)).encode(),
    st.sampled_from(HEADS),
    st.lists(PIECES, max_size=12),
    st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff", b"\x1f\x8b"]),
)


@given(st.dictionaries(st.sampled_from(NAMES.split()), TEXTS, max_size=4))
def test_any_files_are_a_data_set_or_one_sentence(files):
    with tempfile.TemporaryDirectory() as name:
        for file, content in files.items():
            (Path(name) / file).write_bytes(content)
        for path in (name, *(str(Path(name) / file) for file in files)):
            try:
                dataset = open_dataset(path)
            except DataError as error:
                assert str(error).endswith((".", "?"))
                assert len(str(error)) < 700
            else:
                assert len(dataset.interactions)
        foreign_upload(files)
        recognise_upload(files)
