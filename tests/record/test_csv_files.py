import csv
import dataclasses
import io
import json

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import helpers
from helpers.record import csv_files, declaration
from helpers.record.encodings import encoding_of
from places import examples

TEXTS = st.text(
    st.one_of(
        st.sampled_from(list(",;\t\"'\r\n \0\x1a\x1c\x85\u2028\ufeff=a1é日")),
        st.characters(codec="utf-8"),
    ),
    max_size=6,
)
DIALECTS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t"),
        "lineterminator": st.sampled_from(["\n", "\r\n", "\r"]),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    }
)


def written(rows: list[list[str]], dialect: dict) -> bytes:
    if any(sign in cell for row in rows for cell in row for sign in "\r\n"):
        dialect = {**dialect, "quoting": csv.QUOTE_ALL}  # the writer quotes only its own line ends
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows(rows)
    return out.getvalue().encode()


def table(data: bytes, width: int, groups: list) -> csv_files.Table | None:
    fields = tuple(declaration.Field(f"c{i}") for i in range(width))
    declared = declaration.TableDeclaration("t", "t.csv", fields)
    return csv_files.read_table(declared, "r/t.csv", data, groups)


def test_what_is_kept_of_a_table_belongs_to_its_cells_whatever_its_file_is_called():
    one = table(b"c0\na\n", 1, [])
    assert one.cells["c0"].to_pylist() == ["a"] and one.called("u.csv").cells is one.cells
    assert dataclasses.replace(one, written=one.written.slice(0, 0)).cells.num_rows == 0


@settings(max_examples=examples(300), deadline=None)
@given(
    rows=st.integers(1, 3).flatmap(
        lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), max_size=5)
    ),
    dialect=DIALECTS,
)
@example(rows=[["a", 'x\r"'], ["", "y"]], dialect={"delimiter": ";", "lineterminator": "\r"})
def test_what_a_csv_writer_wrote_is_read_back_on_both_ways(rows, dialect):
    width = len(rows[0]) if rows else 1
    names = [f"c{i}" for i in range(width)]
    data = written([names, *rows], dialect)
    slow, numbers, others = csv_files.cells_row_by_row(data.decode(), names, dialect["delimiter"])
    fast = csv_files.regular_cells(data, names, dialect["delimiter"])
    assert others == {} and [list(r.values()) for r in slow.to_pylist()] == rows
    assert numbers.tolist() == list(range(2, len(rows) + 2))
    assert fast is not None and fast.to_pydict() == slow.to_pydict()
    assert csv_files.header(data, names) == (names, dialect["delimiter"]) or width == 1


@settings(max_examples=examples(300), deadline=None)
@given(st.text(st.sampled_from('ab,;\t"\r\n'), max_size=30))
def test_where_the_fast_way_reads_a_text_at_all_the_slow_one_reads_the_same(text):
    names = ["a", "b"]
    data = f"a,b\n{text}".encode()
    fast = csv_files.regular_cells(data, names, ",")
    if fast is not None:
        slow, _, others = csv_files.cells_row_by_row(data.decode(), names, ",")
        assert others == {} and slow.to_pydict() == fast.to_pydict()


@settings(max_examples=examples(300), deadline=None)
@given(
    rows=st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=4),
    dialect=DIALECTS,
)
def test_no_hidden_character_escapes_the_quick_look(rows, dialect):
    import pyarrow as pa
    import pyarrow.compute as pc

    from helpers.record.checks.columns import HIDDEN

    read = table(written([["c0", "c1"], *rows], dialect), 2, [])
    texts = pa.array(
        [cell for column in read.cells.columns for cell in column.to_pylist()], pa.string()
    )
    assert not read.is_plain or not pc.any(pc.match_substring_regex(texts, HIDDEN)).as_py()


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: b"\xef\xbb\xbf" + d,
        lambda d: d.replace(b"\n", b"\r\n"),
        lambda d: d.replace(b"\n", b"\r"),
        lambda d: d.rstrip(b"\n"),
        lambda d: d + b"\n\r\n\n",
        lambda d: d + b"\n\n,,,,\n,,,,\n\n",
        lambda d: d + b",,\n,,,,,,,\n,\n",
        lambda d: d.replace(b"\n", b",,\n"),
        lambda d: d.replace(b"\n", b",,,\n", 1),
        lambda d: d.replace(b"\n", b",,\n").replace(b",,\n", b"\n", 1),
        lambda d: b"sep=,\r\n" + d,
        lambda d: b'\xef\xbb\xbf"sep=,"\n' + d,
        lambda d: b"\n".join([d.split(b"\n")[0], *sorted(d.split(b"\n")[1:-1], reverse=True)]),
    ],
    ids=[
        "BOM",
        "CRLF",
        "CR",
        "no end",
        "blank lines",
        "rows of commas",
        "rows of fewer and more commas",
        "empty columns",
        "empty columns of the header",
        "empty columns of the rows",
        "sep line",
        "sep line in quotes",
        "other order of rows",
    ],
)
def test_what_spreadsheets_write_is_read_silently(broken, edit, invented):
    data = (broken.folder / "topics.csv").read_bytes()
    assert broken("topics.csv", data, edit(data)) == []
    matrix = helpers.topic_year_matrix(helpers.load(broken.folder))
    assert matrix.equals(helpers.topic_year_matrix(invented))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_quotes_everywhere_and_other_order_of_columns_are_read_silently(
    broken, delimiter, invented
):
    for path in broken.folder.glob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        turned = [row[::-1] for row in rows]
        dialect = {"delimiter": delimiter, "quoting": csv.QUOTE_ALL, "lineterminator": "\r\n"}
        path.write_bytes(b"\xef\xbb\xbf" + written(turned, dialect))
    loaded = helpers.load(broken.folder)
    for name, frame in invented.tables.items():
        assert loaded.tables[name][list(frame.columns)].equals(frame)


def test_the_row_is_that_of_the_spreadsheet_also_below_a_cell_of_two_lines(broken):
    data = (broken.folder / "meetings.csv").read_text(encoding="utf-8")
    two_lines = data.replace("Kelp coast", '"Kelp\ncoast"').replace("2033-04-02,", "2033/04/02,")
    assert {(p.check, p.row) for p in broken("meetings.csv", data, two_lines)} == {
        ("control-character", 6),
        ("date", 9),
    }


def test_every_row_with_a_wrong_quote_is_told_and_the_others_are_read():
    groups = []
    read = table(b'c0,c1\n1,"a\n2,"b"c\n3,d\n4,"e\n5,f\n', 2, groups)
    assert [(p.check, p.row, p.value) for g in groups for p in g] == [
        ("quote", 2, '"a'),
        ("quote", 3, '"b"c'),
        ("quote", 5, '"e'),
    ]
    assert read.cells.to_pydict() == {"c0": ["3", "5"], "c1": ["d", "f"]}
    assert read.rows.tolist() == [4, 6] and not read.is_whole


def test_a_cell_longer_than_the_limit_of_the_csv_module_is_read_and_the_limit_put_back():
    before = csv.field_size_limit()
    groups, long = [], "x" * 200_000
    read = table(f"c0,c1\n1,{long}\n2,a,b\n3,c\n".encode(), 2, groups)
    assert read.cells["c1"].to_pylist() == [long, "c"]
    assert [(p.check, p.row) for g in groups for p in g] == [("row-shape", 3)]
    assert csv.field_size_limit() == before


def test_a_quote_that_is_never_closed_is_told_where_it_opens_also_in_a_large_file():
    groups = []
    rows = "".join(f"{i},a text of some length\n" for i in range(20_000))
    read = table(f'c0,c1\n0,"open\n{rows}'.encode(), 2, groups)
    assert [(p.check, p.row) for g in groups for p in g] == [("quote", 2)]
    assert read.cells.num_rows == 20_000


@pytest.mark.parametrize("mark", [b"", b"\xff\xfe", b"\xfe\xff"], ids=["none", "LE", "BE"])
def test_utf_16_is_named_with_and_without_its_mark(mark):
    groups = []
    codec = "utf-16-be" if mark == b"\xfe\xff" else "utf-16-le"
    assert table(mark + "c0;c1\r\n1;Tēlā\r\n".encode(codec) * 9, 2, groups) is None
    assert "UTF-16" in groups[0][0].what


@pytest.mark.parametrize("start", [b"PK\x03\x04\x14", b"\xd0\xcf\x11\xe0\xa1"], ids=["xlsx", "xls"])
def test_a_workbook_with_the_name_of_a_csv_file_is_told(start):
    groups = []
    assert table(start + bytes(range(256)), 2, groups) is None
    assert groups[0][0].what == "is a workbook or an archive, not a text"
    assert "save it as “CSV UTF-8”" in groups[0][0].remedy


def test_tabs_inside_quoted_cells_of_a_tab_separated_file_are_told(broken):
    text = (broken.folder / "areas.csv").read_text(encoding="utf-8")
    tabs = text.replace(",", "\t").replace("Clean beaches", '"Clean\tbeaches"')
    (found,) = broken("areas.csv", text, tabs)
    assert (found.check, found.row, found.value) == ("control-character", 4, "Clean\tbeaches")


def test_cells_stay_text(broken):
    assert broken("organisations.csv", ",XK,", ",NA,") == []
    loaded = helpers.load(broken.folder)
    assert loaded.organisations["country"].tolist()[-1] == "NA"


def test_rows_are_numbered_as_integers():
    groups = []
    table(b"c0,c1\n1\n", 2, groups)
    assert json.dumps(groups[0][0].row) == "2" and not isinstance(groups[0][0].row, np.integer)


@pytest.mark.parametrize("mark", [";", "|"])
def test_a_first_line_that_names_the_separator_is_obeyed_and_is_no_row(broken, mark):
    text = (broken.folder / "areas.csv").read_text(encoding="utf-8")
    lines = f"sep={mark}\n" + text.replace(",", mark).replace("clean-beaches", "Clean Beaches")
    (problem, *_) = broken("areas.csv", text, lines)
    assert (problem.row, problem.value) == (4, "Clean Beaches")


def test_a_column_without_a_name_that_holds_something_is_told(broken):
    text = (broken.folder / "areas.csv").read_text(encoding="utf-8")
    (problem,) = broken("areas.csv", text, text.replace("\n", ",,\n").replace("2,,", "2,,here"))
    assert str(problem) == (
        "record/areas.csv, row 1: has no name in column 7.\n"
        "    Allowed: a name for each column.\n"
        "    Fix: name the column, or delete it."
    )


def test_a_file_in_iso_2022_jp_is_told_though_its_bytes_are_ascii(broken):
    path = broken.folder / "meetings.csv"
    text = path.read_text(encoding="utf-8").replace("Kelp coast", "昆布の海岸").replace("~", "")
    path.write_bytes(text.encode("iso2022_jp"))
    with pytest.raises(helpers.DataError) as error:
        helpers.load(broken.folder)
    assert str(error.value.problems[0]) == (
        'record/meetings.csv, row 6: "昆布の海岸" is not UTF-8; the file seems to be ISO-2022-JP.\n'
        "    Allowed: text in UTF-8.\n"
        "    Fix: save it again as “CSV UTF-8”, or with the character set “Unicode (UTF-8)”; "
        "or run python -m helpers tidy --from-encoding iso2022_jp."
    )


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Sea group,海", "cp932"),
        ("潮の電気", "cp932"),
        ("AI研究,広報（令和５年）", "cp932"),
        ("潮", "euc_jp"),
        ("経済産業省,澤", "euc_jp"),
        ("Café de la Mer", "mac_roman"),
        ("Coöperatie en ideeën", "mac_roman"),
        ("Tide’s – an “atlas”", "mac_roman"),
        ("Coöperatie en ideeën", "cp1252"),
        ("Tide’s – an “atlas”", "cp1252"),
        ("Médecins, MÉDECINS", "cp1252"),
    ],
)
def test_the_encoding_is_the_one_in_which_the_text_reads_as_people_write(text, codec):
    assert encoding_of(text.encode(codec))[1] == codec
