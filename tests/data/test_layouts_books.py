"""Book-Crossing and goodbooks-10k, in the files that go around."""

import zipfile

import pytest
from layout_files import put, refused

from promptrec.data.shipped import open_dataset
from promptrec.data.values import FieldValues

BX = {
    "BX-Book-Ratings.csv": '"User-ID";"ISBN";"Book-Rating"\r\n"276725";"034545104X";"0"\r\n'
    '"276726";"0155061224";"5"\r\n"276726";"B0LOST";"8"\r\n"276729";"052165615X";"10"\r\n',
    "BX-Books.csv": '"ISBN";"Book-Title";"Book-Author";"Year-Of-Publication";"Publisher";"URL"\r\n'
    '"034545104X";"Flesh &amp; Tones: A Novel";"M. J. Rose";"0";"Ballantine";"http://x"\r\n'
    '"0155061224";"Rites \\"of\\" Passage; or so";"Judith Rae";"2001";"Heinle";"http://x"\r\n'
    '"052165615X";"Café – a slash\\\\";"Él";"1999";"Ünion";"http://x"\r\n',
    "BX-Users.csv": '"User-ID";"Location";"Age"\r\n"276725";"tyler, n/a, usa";NULL\r\n'
    '"276726";"seattle, washington, usa";"17"\r\n"276729";"rijeka, ,croatia";"239"\r\n',
}
TITLES = ["Flesh & Tones: A Novel", 'Rites "of" Passage; or so', "Café – a slash\\", "B0LOST"]
COMMAS = {
    "Ratings.csv": "User-ID,ISBN,Book-Rating\n276725,034545104X,0\n276726,0155061224,5\n"
    "276726,B0LOST,8\n276729,052165615X,10\n",
    "Books.csv": "ISBN,Book-Title,Book-Author,Year-Of-Publication,Publisher,Image-URL-S\n"
    "034545104X,Flesh &amp; Tones: A Novel,M. J. Rose,0,Ballantine,u\n"
    '0155061224,"Rites ""of"" Passage; or so",Judith Rae,2001,Heinle,u\n'
    "052165615X,Café – a slash\\,Él,1999,Ünion,u\n",
    "Users.csv": 'User-ID,Location,Age\n276725,"tyler, n/a, usa",\n'
    '276726,"seattle, washington, usa",17.0\n276729,"rijeka, ,croatia",239.0\n',
}
SHORT = {  # a copy with shorter names
    "Ratings.csv": COMMAS["Ratings.csv"].replace(",", ";").replace("Book-Rating", "Rating"),
    "Books.csv": "ISBN;Title;Author;Year;Publisher\n034545104X;Flesh & Tones: A Novel;M. J. Rose;0;"
    'Ballantine\n0155061224;"Rites ""of"" Passage; or so";Judith Rae;2001;Heinle\n'
    "052165615X;Café – a slash\\\\;Él;1999;Ünion\n",
    "Users.csv": "User-ID;Age\n276725;\n276726;17\n276729;239\n",
}


@pytest.mark.parametrize(
    ("files", "encoding"),
    [(BX, "cp1252"), (BX, "utf-8"), (BX, "utf-8-sig"), (COMMAS, "utf-8-sig"), (SHORT, "utf-8")],
)
def test_book_crossing_is_read_in_every_copy(tmp_path, files, encoding):
    dataset = open_dataset(put(tmp_path, files, encoding))
    assert dataset.items["title"].tolist() == TITLES
    assert dataset.items["author"].tolist() == ["M. J. Rose", "Judith Rae", "Él", ""]
    assert dataset.items["year"].tolist() == ["", "2001", "1999", ""]
    assert dataset.interactions["rating"].tolist() == [5, 8, 10]
    assert dataset.label.tolist() == [0, 1, 1]
    assert dataset.users["age"].tolist() == ["", "17", ""]
    assert FieldValues(dataset).user(1)["user.age"] == "under 18"
    if "location" in dataset.users:
        assert dataset.users["location"].tolist() == [
            "tyler, usa",
            "seattle, washington, usa",
            "rijeka, croatia",
        ]
    assert "2005" in dataset.about.licence


def test_a_book_that_is_not_rated_is_no_dislike_and_is_counted(tmp_path):
    dataset = open_dataset(put(tmp_path, BX, "cp1252"))
    assert "276725" not in {dataset.users.index[code] for code in dataset.user}
    said = [str(one) for one in dataset.warnings]
    assert said[0] == "1 of 4 rows have the rating 0, which means not rated; they are left out."
    assert said[1].startswith("1 of 4 items have no title")
    assert "no timestamps" in said[2]
    none = "User-ID;ISBN;Book-Rating\n1;a;0\n"
    assert "no row with a rating" in refused(put(tmp_path, {"BX-Book-Ratings.csv": none}))


def test_a_title_that_swallowed_the_author_is_parted_again(tmp_path):
    row = '078946697X,"DK Readers (Level 4)\\"";Michael Teitelbaum""",2000,DK,http://x,u\n'
    dataset = open_dataset(put(tmp_path, {**COMMAS, "Books.csv": COMMAS["Books.csv"] + row}))
    book = dataset.items.loc["078946697X"]
    assert book["title"] == "DK Readers (Level 4)"
    assert book[["author", "year", "publisher"]].tolist() == ["Michael Teitelbaum", "2000", "DK"]


def test_a_fault_in_the_ratings_names_file_line_and_column(tmp_path):
    text = BX["BX-Book-Ratings.csv"]
    files = {**BX, "BX-Book-Ratings.csv": text + '"1";"052165615X";"x"\r\n'}
    said = refused(put(tmp_path, files, "cp1252"))
    assert said.startswith("BX-Book-Ratings.csv, line 6, column rating: 'x' is no finite number")
    put(tmp_path, {"BX-Book-Ratings.csv": text + '"1";"052165615X"\r\n'})
    assert refused(tmp_path).startswith("BX-Book-Ratings.csv, line 6, column Book-Rating: the row")
    put(tmp_path, {"BX-Book-Ratings.csv": text + '"1";"052165615X;"7"\r\n' + text * 20})
    assert "BX-Book-Ratings.csv, line " in refused(tmp_path)
    put(tmp_path, {"BX-Book-Ratings.csv": text + '"";"052165615X";"7"\r\n'})
    assert refused(tmp_path).startswith("BX-Book-Ratings.csv, line 6, column user_id: is empty")


def test_book_crossing_in_utf_16_says_so(tmp_path):
    wide = BX["BX-Book-Ratings.csv"].encode("utf-16")
    folder = put(tmp_path, {**BX, "BX-Book-Ratings.csv": wide}, "cp1252")
    assert refused(folder).startswith("BX-Book-Ratings.csv is written in UTF-16")


def test_a_broken_row_of_a_user_is_left_out_with_a_word(tmp_path):
    text = BX["BX-Users.csv"] + '"9";"cernusco s\\\\"n\r\n, milan, italy";NULL\r\n'
    dataset = open_dataset(put(tmp_path, {**BX, "BX-Users.csv": text}, "cp1252"))
    assert len(dataset.users) == 3
    assert any("BX-Users.csv: 2 rows" in one and "line 5" in one for one in dataset.warnings)


RATINGS = "user_id,book_id,rating\n1,2,5\n2,1,4\n2,2,3\n1,1,1\n"
GOODBOOKS = {
    "ratings.csv": RATINGS,
    "books.csv": "book_id,goodreads_book_id,best_book_id,authors,original_publication_year,"
    "original_title,title,language_code,average_rating\n"
    '1,2767052,1,Suzanne Collins,2008.0,The Hunger Games,"The Hunger Games (The Hunger Games, #1)",'
    'eng,4.3\n2,3,2,"J.K. Rowling, Mary GrandPré",-750.0,Odyssey,"",eng,4\n',
    "tags.csv": "tag_id,tag_name\n0,to-read\n1,fantasy\n2,young-adult\n3,--sci-fi--\n4,2015\n"
    "5,picture-books\n6,crown\n",
    "book_tags.csv": "goodreads_book_id,tag_id,count\n2767052,0,999\n2767052,1,5\n2767052,2,9\n"
    "3,3,-1\n3,1,2\n3,4,8\n3,5,1\n3,6,1\n",
}


def test_goodbooks_is_read_with_series_authors_years_and_tags(tmp_path):
    dataset = open_dataset(put(tmp_path, GOODBOOKS))
    values = FieldValues(dataset)
    one, two = values.item(0), values.item(1)
    assert one["item.title"] == "The Hunger Games"
    assert one["item.series"] == "The Hunger Games, #1"
    assert one["item.year"] == "2008"
    assert one["item.tags"] == ("young-adult", "fantasy")
    assert two["item.title"] == "Odyssey"
    assert two["item.year"] == "750 BC"
    assert two["item.authors"] == ("J.K. Rowling", "Mary GrandPré")
    assert two["item.tags"] == ("fantasy", "crown", "picture-books")
    assert "average_rating" not in dataset.items
    assert not dataset.timed
    assert "the order of the file stands for time" in dataset.warnings[0]
    assert dataset.about.licence == "CC BY-SA 4.0"


def test_the_first_release_of_goodbooks_has_its_ids_in_other_columns(tmp_path):
    books = GOODBOOKS["books.csv"].replace("book_id,goodreads_book_id", "id,book_id", 1)
    sorted_by_book = "book_id,user_id,rating\n1,1,5\n1,2,3\n2,1,4\n2,2,1\n"
    files = {**GOODBOOKS, "books.csv": books, "ratings.csv": sorted_by_book}
    dataset = open_dataset(put(tmp_path, files))
    assert dataset.items["tags"].tolist()[0] == "young-adult|fantasy"
    assert "Choose the split random" in dataset.warnings[0]


def test_the_case_of_the_names_of_goodbooks_does_not_matter(tmp_path):
    plain = open_dataset(put(tmp_path / "a", GOODBOOKS)).fingerprint()
    other = {name.capitalize(): text for name, text in GOODBOOKS.items()}
    assert open_dataset(put(tmp_path / "b", other)).fingerprint() == plain


def test_goodbooks_needs_no_tags_and_may_be_a_zip(tmp_path):
    files = {name: GOODBOOKS[name] for name in ("ratings.csv", "books.csv")}
    folder = put(tmp_path / "goodbooks-10k", files)
    dataset = open_dataset(folder)
    assert "tags" not in dataset.items
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as zipped:
        for name in files:
            zipped.write(tmp_path / "goodbooks-10k" / name, f"goodbooks-10k-master/{name}")
    assert open_dataset(str(tmp_path / "x.zip")).fingerprint() == dataset.fingerprint()
    put(tmp_path / "goodbooks-10k", {"ratings.csv": RATINGS + "1,1,9\n"})
    assert refused(folder).startswith("ratings.csv, data row 5, column rating: 9 is outside")
