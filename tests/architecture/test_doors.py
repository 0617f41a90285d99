"""Rules of the house that tools cannot see: each failure names the file and line to mend."""

import ast

import pytest
from django.apps import apps

from tests.architecture.source import SRC, is_room, nodes, package_of, trees

WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "save", "delete"}
REFERENCE = {"areas", "access", "places", "foundation"}  # the tree, the accounts, the dictionaries
CELL_WIDE = {
    *("teams.Organisation", "teams.Appointment", "teams.Membership", "teams.DutyShift", "notices.Address"),
    "cases.PairCount",  # how often pairs of characters occur, of no place
}


def test_public_operations_and_queries_take_keyword_arguments_only():
    """What a room offers to others: all of a file, or what the folder's `__init__` names."""
    bad = [
        f"{path}:{fn.lineno} {fn.name}"
        for path, tree in trees()
        if path.parts[0] != "ground" and (is_room(path, "operations") or is_room(path, "queries"))
        for fn in tree.body
        if isinstance(fn, ast.FunctionDef) and fn.args.args and _is_offered(path, fn.name)
    ]
    assert bad == []


def _is_offered(path, name: str) -> bool:
    if path.parent.name not in {"operations", "queries"}:
        return not name.startswith("_")
    return f'"{name}"' in (SRC / path.parent / "__init__.py").read_text("utf8")


def test_faces_never_write_rows_themselves():
    bad = [
        f"{path}:{call.lineno} .{call.func.attr}()"
        for path, call in nodes(ast.Call)
        if path.parts[0] == "faces"
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in WRITES
        and isinstance(call.func.value, ast.Attribute)
        and call.func.value.attr == "objects"
    ]
    assert bad == []


def test_operations_never_read_the_clock():
    bad = [
        f"{path}:{call.lineno}"
        for path, call in nodes(ast.Call)
        if path.parts[0] != "faces"
        and is_room(path, "operations")
        and ast.unparse(call.func).split(".")[-1] in {"now", "today", "utcnow"}
    ]
    assert bad == []


def test_imports_stand_at_the_head_of_the_file():
    bad = [
        f"{path}:{inner.lineno}"
        for path, fn in nodes(ast.FunctionDef)
        for inner in ast.walk(fn)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert bad == []


def test_files_and_functions_stay_short():
    written = [p for p in SRC.rglob("*.py") if p.parent.name != "migrations"]  # those are generated
    long_files = [str(p.relative_to(SRC)) for p in written if p.read_text("utf8").count("\n") > 400]
    long_functions = [f"{p}:{f.lineno} {f.name}" for p, f in nodes(ast.FunctionDef) if f.end_lineno - f.lineno >= 50]
    assert (long_files, long_functions) == ([], [])


def _foreign_writes(tree: ast.AST, package: str) -> list[int]:
    foreign = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("wangge.")
        and ".models" in (node.module or "")
        and ".".join((node.module or "").split(".")[1:3]) != package
        for alias in node.names
    }
    return [
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in WRITES | {"update"}
        and _root(call.func) in foreign
    ]


def _root(node: ast.AST) -> str | None:
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def test_a_package_never_writes_rows_of_another():
    bad = [f"{path}:{line}" for path, tree in trees() for line in _foreign_writes(tree, package_of(path))]
    assert bad == []


def test_the_foreign_write_rule_bites():
    source = "from wangge.core.cases.models import Case\nCase.objects.filter(pk=1).update(x=1)\n"
    assert _foreign_writes(ast.parse(source), "practice.points") == [2]
    assert _foreign_writes(ast.parse(source), "core.cases") == []


def _business_tables():
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("wangge.")
        and model._meta.app_label not in REFERENCE
        and model._meta.label not in CELL_WIDE
    ]


def test_every_business_table_knows_its_town():
    bad = [m._meta.label for m in _business_tables() if "town_id" not in {f.attname for f in m._meta.fields}]
    assert bad == []


def test_every_key_is_made_by_the_application():
    bad = [
        m._meta.label
        for m in apps.get_models()
        if m.__module__.startswith("wangge.") and m._meta.pk.get_internal_type() in {"AutoField", "BigAutoField"}
    ]
    assert bad == []


@pytest.mark.parametrize("wing", ["ground", "core", "faces"])
def test_every_package_says_what_it_is_in_one_screen(wing):
    bad = [
        folder.name
        for folder in sorted((SRC / wing).iterdir())
        if folder.is_dir() and folder.name != "__pycache__" and not (folder / "README.md").is_file()
    ]
    assert bad == []
