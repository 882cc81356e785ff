"""The house keeps its own rules."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import ashore

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "ashore"
# Rooms of the floors 1 to 5: they must stay free of framework, network, clock and environment.
DOMAIN = {
    *("money", "rules"),
    *("loan", "wealth", "insurance"),
    *("servicing", "kernel"),
    *("ledger", "cost", "household", "contact"),
    *("plan", "risk"),
}


def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _contract(identifier: str) -> dict[str, Any]:
    contracts = _pyproject()["tool"]["importlinter"]["contracts"]
    (found,) = (each for each in contracts if each["id"] == identifier)
    return dict(found)


def _rooms() -> set[str]:
    return {path.parent.name for path in SOURCE.glob("*/__init__.py")}


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_every_folder_of_the_source_is_a_package() -> None:
    folders = {path.name for path in SOURCE.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert folders == _rooms()


def test_the_floors_name_every_room_and_those_that_exist_are_not_optional() -> None:
    named = [room.strip() for floor in _contract("floors")["layers"] for room in floor.split("|")]
    assert {room for room in named if not room.startswith("(")} == _rooms()


def test_the_contract_of_purity_covers_every_domain_room() -> None:
    covered = {name.removeprefix("ashore.") for name in _contract("pure")["source_modules"]}
    assert covered == _rooms() & DOMAIN


def _imports(path: Path) -> list[str]:
    """Every module that a file names in an import, with the names taken from it left out."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    return names


def test_a_neighbour_is_known_by_its_public_face() -> None:
    # import-linter cannot check this where a function has the name of its module: `from ashore.loan import fold`.
    faces = "|".join(sorted(DOMAIN | {"book", "conformance"}))
    inside = [
        f"{path.relative_to(ROOT)} imports {name}"
        for room in sorted(_rooms())
        for path in sorted((SOURCE / room).rglob("*.py"))
        for name in _imports(path)
        if re.match(rf"ashore\.(?!{room}\.)(?:{faces})\.", name)
    ]
    assert inside == []


@pytest.mark.parametrize("room", sorted(_rooms()))
def test_every_room_says_what_it_is(room: str) -> None:
    first = (SOURCE / room / "__init__.py").read_text(encoding="utf-8").lstrip()
    assert first.startswith('"""')


def test_the_version_is_the_same_everywhere() -> None:
    assert _pyproject()["project"]["version"] == ashore.__version__
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{ashore.__version__}]" in changes


def test_every_dependency_says_why_it_is_here_and_its_licence() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = _pyproject()["project"]
    extras = project["optional-dependencies"].values()
    for requirement in chain(project["dependencies"], *extras):
        if requirement.startswith("ashore["):
            continue
        line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
        assert re.search(r"# .+\. [A-Z]\S+$", line), line
        assert "<" in requirement, f"{requirement}: no upper bound"


def test_both_readmes_name_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        return re.findall(
            r"^(?:make|ashore) .*$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
        )

    assert commands("README.md") == commands("README.zh-CN.md") != []


def test_every_page_of_the_site_is_in_its_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert {page for page in pages if f" {page}\n" not in navigation} == set()


def test_no_tracked_file_names_a_machine_or_a_package_registry() -> None:
    folders = "|".join(("work", "root", "home", "opt", "Users"))
    options = "|".join(("extra-index", "index", "find-links"))
    forbidden = re.compile(
        rf"(?<![\w.\-/~$}}])/(?:{folders})/\w|--(?:{options})(?:-url)?\b|/simple/(?:\s|$)"
    )
    found = []
    for path in _tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # binary data
        found += [
            f"{path.relative_to(ROOT)}:{at}: {line.strip()[:80]}"
            for at, line in enumerate(text.splitlines(), start=1)
            if forbidden.search(line)
        ]
    assert found == []
