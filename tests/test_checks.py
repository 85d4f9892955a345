import pytest

import helpers
from helpers import problems

M, E, P, C, U, S = (
    f"{n}.csv"
    for n in ("meetings", "exchanges", "participants", "commitments", "organisations", "sources")
)


@pytest.mark.parametrize(
    ("file", "old", "new", "check", "row", "column", "remedy"),
    [
        (M, "2031-06-03,working", "03/06/2031,working", "date", 3, "date", "ask the source"),
        (M, "2031-06-03,working", "2031-06-31,working", "date", 3, "date", "2031-06"),
        (M, "working-group,held", "working-grup,held", "enum", 3, "kind", "write working-group"),
        (
            M,
            "2031-05-signing",
            "2031-05_signing",
            "pattern",
            2,
            "meeting_id",
            "write 2031-05-signing",
        ),
        (
            M,
            "2031-06-03-working-group,",
            "2031-06-04-working-group,",
            "id-start",
            3,
            "meeting_id",
            "2031-06-03-",
        ),
        (
            M,
            "Capital of Northmere",
            "Capital of Northmere ",
            "space",
            2,
            "place",
            "Capital of Northmere",
        ),
        (
            M,
            "Capital of Northmere",
            "Capital\x01of Northmere",
            "control-character",
            2,
            "place",
            "without it",
        ),
        (M, ",signing,held,", ",,held,", "required", 2, "kind", "fill the cell"),
        (
            M,
            "ministry-of-tides,Signing",
            "ministry-of-tide,Signing",
            "reference",
            2,
            "host_id",
            "write ministry-of-tides",
        ),
        (M, "tide-tables,", "a b c d e f g h i,", "pattern", 6, "anchor", "form"),
        (
            E,
            "bureau-of-tidal-power,office-of-shores",
            ",office-of-shores",
            "direction",
            2,
            "from_id",
            "both ends",
        ),
        (
            E,
            "kelp-unit,ministry-of-tides",
            "kelp-unit,pier-watch",
            "participant",
            7,
            "to_id",
            "participants.csv",
        ),
        (
            E,
            "2031-06-03-working-group-lights",
            "2031-06-03-working-group-tides-shown",
            "duplicate",
            5,
            "exchange_id",
            "id of its own",
        ),
        (
            E,
            "2031-06-03-working-group-lights",
            "lights",
            "id-start",
            5,
            "exchange_id",
            "2031-06-03-working-group-",
        ),
        (
            C,
            ",2033-03-01-working-group,joint",
            ",2031-05-signing,joint",
            "kept-before",
            2,
            "fulfilled_by",
            "kept the promise",
        ),
        (
            C,
            ",2033-03-01-working-group,joint",
            ",2034-working-group,joint",
            "kept-before",
            2,
            "fulfilled_by",
            "held meeting",
        ),
        (
            U,
            "ministry-of-tides,,XA",
            "ministry-of-tides,bureau-of-tidal-power,XA",
            "ancestor",
            2,
            "parent_id",
            "right parent",
        ),
        (U, ",XK,", ",xk,", "country", 6, "country", "write XK"),
        (S, ",zh-Hant,", ",Chinese,", "language", 4, "language", "IANA"),
        (
            S,
            "https://www.example.org/gazette",
            "www.example.org/gazette",
            "address",
            3,
            "url",
            "write https://www.example.org/gazette",
        ),
        ("areas.csv", "clean-beaches,3", "clean-beaches,three", "type", 4, "position", "source"),
        ("areas.csv", "clean-beaches,3", "clean-beaches,0", "limit", 4, "position", "source"),
        (
            P,
            "2031-05-signing,office-of-shores,,",
            "2031-05-signing,ministry-of-tides,,host",
            "repeated",
            3,
            None,
            "take the row out",
        ),
    ],
)
def test_an_edit_is_told_with_its_place_and_its_remedy(
    broken, file, old, new, check, row, column, remedy
):
    found = [p for p in broken(file, old, new) if p.check == check]
    assert [(p.file, p.row, p.column) for p in found][:1] == [(f"record/{file}", row, column)]
    assert remedy in found[0].remedy
    assert all(
        part in str(found[0]) for part in (f"record/{file}, row {row}", "Allowed: ", "Mend it: ")
    )


@pytest.mark.parametrize(
    ("edit", "check", "words"),
    [
        (lambda d: d.decode().encode("utf-16"), "encoding", "UTF-16"),
        (lambda d: d.replace(b"Kelp coast", "昆布の海岸".encode("cp932")), "encoding", "cp932"),
        (lambda d: d.replace(b"Kelp coast", "Côte".encode("latin-1")), "encoding", "Latin-1"),
        (lambda d: d.replace(b'"tide-tables', b'"tide"-tables'), "quote", "quote"),
        (lambda d: d.replace(b"Kelp coast", b'"Kelp coast'), "quote", "not closed"),
        (
            lambda d: d.replace(b"Kelp coast", b"Kelp, coast"),
            "row-shape",
            "13 cells, the header has 12",
        ),
        (lambda d: d.replace(b"place,", b"date,"), "double-column", "twice"),
        (lambda d: d.replace(b"place,", b"plaice,"), "missing-column", "missing"),
        (lambda d: d.replace(b"2031-09-webinar", b"\n2031-09-webinar"), "blank-row", "blank"),
        (lambda d: b"", "missing-column", "no header"),
    ],
)
def test_a_file_that_is_no_table_is_told(broken, edit, check, words):
    data = (broken.folder / M).read_bytes()
    found = [p for p in broken(M, data, edit(data)) if p.check == check]
    assert found and words in found[0].what


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: b"\xef\xbb\xbf" + d,
        lambda d: d.replace(b"\n", b"\r\n"),
        lambda d: d + b"\n\n,,,,\n",
        lambda d: b"\n".join([d.split(b"\n")[0], *sorted(d.split(b"\n")[1:-1], reverse=True)]),
    ],
)
def test_what_spreadsheets_write_is_read_silently(broken, edit, invented):
    data = (broken.folder / "topics.csv").read_bytes()
    assert broken("topics.csv", data, edit(data)) == []
    matrix = helpers.topic_year_matrix(helpers.load(broken.folder))
    assert matrix.equals(helpers.topic_year_matrix(invented))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_and_quotes_everywhere_are_read_silently(broken, delimiter):
    import csv
    import io

    for path in broken.folder.glob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8", newline="")
    assert len(helpers.load(broken.folder).meetings) == 9


def test_a_missing_table_is_told_with_the_nearest_file(broken):
    (broken.folder / "topics.csv").rename(broken.folder / "topic.csv")
    with pytest.raises(helpers.DataError, match=r"rename topic\.csv to topics\.csv"):
        helpers.load(broken.folder)


def test_a_declaration_without_a_needed_column_is_told(broken):
    found = broken("datapackage.json", '"name": "mode"', '"name": "mood"')
    assert any(
        p.check == "missing-column" and p.column == "mode" and "mood" in p.remedy for p in found
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"resources": 3}',
        '{"resources": [{"name": "meetings", "path": "../x.csv"}]}',
    ],
)
def test_a_declaration_that_declares_nothing_is_told(broken, text):
    data = (broken.folder / "datapackage.json").read_bytes()
    assert any(p.check == "declaration" for p in broken("datapackage.json", data, text))


def test_a_new_kind_and_a_further_column_need_no_code(broken):
    assert broken("datapackage.json", '"signing",', '"signing", "summit",') == []
    assert broken(M, ",signing,held", ",summit,held") == []
    assert broken("topics.csv", "definition", "remark") != []


def test_all_problems_are_told_at_once_and_the_text_counts_the_rest(broken):
    found = broken(P, b"", b"") or []
    path = broken.folder / P
    path.write_text(
        path.read_text(encoding="utf-8")
        + "".join(f"nowhere-{i},ministry-of-tides,,\n" for i in range(50)),
        encoding="utf-8",
    )
    with pytest.raises(helpers.DataError) as error:
        helpers.load(broken.folder)
    assert found == [] and len(error.value.problems) == 50
    assert str(error.value).count("Mend it") == 20 and "and 30 more" in str(error.value)


def test_every_check_has_a_word_in_the_list(broken):
    assert all(len(text) > 10 for text in problems.CHECKS.values())
