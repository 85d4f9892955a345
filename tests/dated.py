"""Dates of every form, for properties."""

import datetime

from hypothesis import strategies as st

LIMITS = datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)


def points(first: datetime.date, last: datetime.date):
    """Give days, months and years, some of them about or perhaps."""
    return (
        st.dates(first, last)
        .map(str)
        .flatmap(lambda d: st.sampled_from([d, d[:7], d[:4], d[:7] + "~", d[:4] + "?", d + "%"]))
    )


def any_date(first: datetime.date = LIMITS[0], last: datetime.date = LIMITS[1]):
    """Give dates of each form that is read, of which a few end before they begin."""
    point = points(first, last)
    loose = (
        st.dates(first, last)
        .map(str)
        .flatmap(
            lambda d: st.sampled_from(
                [d[:3] + "X", d[:2] + "XX", d[:4] + "-XX", d[:4] + "-XX-XX", d[:7] + "-XX"]
                + [f"{d[:4]}-2{int(d[5:7]) % 4 + 1}"]
            )
        )
    )
    pairs = st.tuples(point, point).map(sorted)
    return st.one_of(
        point,
        loose,
        pairs.map("/".join),
        pairs.map(lambda ends: "[{}..{}]".format(*ends)),
        st.tuples(point, st.sampled_from(["/..", "/"])).map("".join),
        st.tuples(st.sampled_from(["../", "/"]), point).map("".join),
    )
