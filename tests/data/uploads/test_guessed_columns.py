"""Which column is what: proposed by names in two languages, checked and helped by the cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.data.assemble import assemble
from promptrec.data.reading.brought import Brought
from promptrec.data.reading.given import read_given
from promptrec.data.reading.mapping import by_cells, guess, guess_of
from promptrec.data.reading.proposed import describing, proposed
from promptrec.data.reading.spellings import SPELLINGS, column_of, folded

NAMES = [
    ("user_id", "customer Customer-No. buyer_id MemberID 会员 会员编号 买家昵称 用户ID client_key"),
    ("item_id", "sku ASIN product product_id 商品 商品ID 货号 movieId article_no 产品编号"),
    ("rating", "stars score Rating user_rating 评分 打分 星级 商品评分 review_score"),
    ("timestamp", "order_date createdAt 时间 下单时间 购买日期 unix_time reviewTime 时间戳 Datum"),
    ("title", "Product Name 标题 商品名称 书名 movie_title itemName 片名"),
    ("label", "liked clicked 是否喜欢 is_click"),
]


@pytest.mark.parametrize(("ours", "names"), NAMES)
def test_usual_names_in_english_and_chinese_are_known(ours, names):
    for name in names.replace("Product Name", "Product_Name").split():
        assert guess([name], [ours]) == {ours: name}, name


NONE = (
    "用户年龄 user_age user_gender 商品类别 product_category release_date birth_date 出版日期 "
    "playtime run_time price qty city sign_up_date 上架时间 item_count customer_segment"
)


@pytest.mark.parametrize("name", NONE.split())
def test_names_that_only_sound_like_ours_are_not_taken(name):
    assert guess([name], SPELLINGS) == {}
    assert column_of(name) is None


def table_of(text, file="x.csv"):
    return read_given(file, text.encode()).table


ORDERS = (
    "Customer;Customer Name;SKU;Stars;Order Date;Product Name;Brand;Qty\n"
    "c1;Ann;s1;4,5;24.08.2025;Hat;Acme;1\nc1;Ann;s2;3;25.08.2025;Coat;Bop;2\n"
    "c2;Bob;s1;2;26.08.2025;Hat;Acme;3\nc2;Bob;s2;5;27.08.2025;Coat;Bop;1\n"
    "c3;Eve;s1;1;28.08.2025;Hat;Acme;2\nc3;Eve;s3;1;28.08.2025;Shoe;Acme;5\n"
)


def test_an_export_of_orders_needs_no_answer():
    given = read_given("orders.csv", ORDERS.encode())
    parts = proposed({"orders.csv": given}, {}, {})
    assert parts["interactions"].choice.columns == {
        "user_id": "Customer",
        "item_id": "SKU",
        "rating": "Stars",
        "timestamp": "Order Date",
    }
    assert parts["items"].choice.columns == {"item_id": "SKU", "title": "Product Name"}
    data = assemble(Brought(parts=parts).tables("orders"))
    assert data.items["Brand"].tolist() == ["Acme", "Bop", "Acme"]  # describes the item
    assert data.users["Customer Name"].tolist() == ["Ann", "Bob", "Eve"]  # and this the user
    assert list(data.context) == ["Qty"]
    assert len(data.notes) == 2


def test_a_name_counts_only_where_the_cells_fit():
    people = "user,name,item,stars\na,Ann,x,5\na,Ann,y,4\nb,Bob,x,3\nb,Bob,y,2\nc,Cy,x,1\n"
    assert "title" not in guess_of(table_of(people), "items")  # the name of a person
    words = "user,item,rating,time\na,x,good,soon\nb,y,bad,later\n"
    assert guess_of(table_of(words), "interactions") == {"user_id": "user", "item_id": "item"}


def test_cells_help_where_no_name_does_and_that_is_known():
    text = (
        "a,b,c,d\nx1,i1,5,2025-08-24\nx1,i2,4,2025-08-25\nx2,i1,3,2025-08-26\nx3,i2,1,2025-08-27\n"
    )
    found = guess_of(table_of(text), "interactions")
    assert found == {"timestamp": "d", "rating": "c"}  # a and b: nothing says which is which
    assert sorted(by_cells(table_of(text), "interactions", found)) == ["rating", "timestamp"]


def test_facts_of_items_and_users_are_no_ratings_and_no_moments():
    rows = ["user,item,made,level", "a,x,2001-01-01,1", "b,x,2001-01-01,2", "a,y,2002-01-01,1"]
    text = "\n".join([*rows, "c,y,2002-01-01,3", ""])
    assert set(guess_of(table_of(text), "interactions")) == {"user_id", "item_id"}


def test_a_bare_id_is_that_of_the_table_it_is_the_key_of():
    assert guess_of(table_of("id,title\n1,Hat\n2,Coat\n"), "items") == {
        "item_id": "id",
        "title": "title",
    }
    assert guess_of(table_of("id,user,item\n1,a,x\n"), "interactions")["user_id"] == "user"


def test_few_rows_say_nothing_of_what_describes_an_item():
    table = table_of("user,item,note\na,x,n\nb,y,m\nc,x,n\n")
    assert describing(table, "items") == []


@given(st.text(max_size=20))
def test_any_name_is_at_most_one_column(name):
    assert column_of(name) in {None, *SPELLINGS}
    assert folded(folded(name)) == folded(name)
