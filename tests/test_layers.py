import ast
from pathlib import Path

HOME = Path(__file__).parents[1] / "src" / "helpers"
ORDER = "dates problems terminal disk storage meanings cells delimited declaration datapackage column_checks key_checks cross_checks checks directions where wording cooperation typed remarking tables revisions tidying meeting_file adding asking labels exchange_rows meetings rhythm topics areas sharing promises measures narrowing changes signings alignment comparison exports listings calendar_export downloads evidence_key drawing lanes time_axis periods crowded_timeline timeline_figure condensed_matrix matrix_figure continuity_figure sharing_figure coverage_figure promises_figure rhythm_figure panels comparison_cadence_figure comparison_coverage_figure comparison_figure figures card views timeline_view matrix_view direction_view controls conditions explorer exploring markup evidence home news written browser pictures printing running outputs pages examples documents __main__".split()


def imported(module: str) -> set[str]:
    tree = ast.parse((HOME / f"{module}.py").read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            found |= {node.module} if node.module else {alias.name for alias in node.names}
    return found


def test_every_module_stands_in_the_order():
    assert {path.stem for path in HOME.glob("*.py")} - {"__init__"} == set(ORDER)


def test_imports_go_leftwards_only():
    wrong = {m: late for i, m in enumerate(ORDER) if (late := imported(m) - set(ORDER[:i]))}
    assert wrong == {}


def test_no_helper_names_a_country_topic_or_organisation_of_the_record(real):
    words = {
        *real.side_names,
        *real.topics["label"],
        *real.organisations["name"],
        *real.topics["topic_id"],
    }
    for path in HOME.iterdir():
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not [word for word in words if word in text], path.name
