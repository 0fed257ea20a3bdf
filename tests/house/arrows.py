"""Which folder imports from which: `python -m tests.house.arrows` prints a line for each folder, and every circle."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping

import grimp

PACKAGES = ("layouts", "data_sources", "wallboard")


def arrows() -> dict[str, set[str]]:
    """The folders from which each folder imports, by their paths. A folder's own files alone are in it, not those of the
    folders within it."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    folders = {module: _folder(module, graph) for module in graph.modules}
    found: dict[str, set[str]] = defaultdict(set)
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            found[folders[module]].add(folders[imported])
    return {folder: others - {folder} for folder, others in sorted(found.items())}


def _folder(module: str, graph: grimp.ImportGraph) -> str:
    """A loose file of `wallboard` is a room of its own, as docs/house.md has it."""
    loose = module.startswith("wallboard.") and module.count(".") == 1
    package = module if loose or graph.find_children(module) else module.rpartition(".")[0]
    return package.replace(".", "/")


def circles(arrows: Mapping[str, set[str]]) -> list[set[str]]:
    """Folders that can be reached from each other."""
    reached = {folder: _reached(folder, arrows) for folder in arrows}
    rings = {frozenset(other for other in reached[folder] if folder in reached.get(other, ())) for folder in arrows}
    return sorted((set(ring) for ring in rings if ring), key=sorted)


def _reached(start: str, arrows: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        new = arrows.get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    return found


def main() -> int:
    found = arrows()
    for folder, others in found.items():
        print(f"{folder:<34} -> {', '.join(sorted(others)) or '-'}")
    rings = circles(found)
    for ring in rings:
        print("circle: " + ", ".join(sorted(ring)))
    print(f"{len(found)} folders, {sum(map(len, found.values()))} arrows, {len(rings)} circles")
    return 1 if rings else 0


if __name__ == "__main__":
    sys.exit(main())
