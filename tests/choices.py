"""What `where` may be asked of the invented record, drawn at random."""

from hypothesis import strategies as st

CONDITIONS = {
    "topic": ["tidal-power", "kelp-farming", "harbour-lights", "lighthouse-archives"],
    "direction": ["XA-XB", "XB-XA", "mutual", "other"],
    "kind": ["signing", "working-group", "webinar", "study-visit"],
    "format": ["in-person", "online", "hybrid"],
    "status": ["held", "planned", "cancelled"],
    "country": ["XA", "XB", "XK"],
    "organisation": ["ministry-of-tides", "bureau-of-tidal-power", "kelp-unit", "pier-watch"],
}
# A box that a reader ticks: a condition and one of its values.
TICKS = [
    ("topic", "kelp-farming"),
    ("kind", "webinar"),
    ("country", "XK"),
    ("organisation", "bureau-of-tidal-power"),
    ("direction", "XB-XA"),
    ("format", "hybrid"),
    ("status", "planned"),
]
lists = {
    name: st.lists(st.sampled_from(values), min_size=1, unique=True)
    for name, values in CONDITIONS.items()
}
ends = st.one_of(st.none(), st.integers(2030, 2035))
years = st.tuples(ends, ends).filter(lambda pair: None in pair or pair[0] <= pair[1])
days = st.sampled_from(["2031-05-01", "2031-06-03", "2031-12-20", "2033-03-01", "2034-01-01"])
choices = st.fixed_dictionaries(
    {},
    optional={
        **lists,
        "year": years,
        "period": st.tuples(days, days).map(sorted),
        "text": st.sampled_from(["tid", "TIDES", "met again", "(", "kelp", "envoy", "pier"]),
        "meeting": st.sampled_from(["2031-06-03-working-group", "2034-working-group"]),
    },
)
