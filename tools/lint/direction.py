"""Which folder may use which, and that no modules use each other in a circle.

A floor is a folder. It may include its own files and those of the floors that FLOORS lists for it;
what the build generates and the system's headers are open to all. Unit tests may also include the
fixtures under tests/. What lies under tests/ and examples/ stands outside and may use everything.

A module is a .c and a .h of one name. It uses another module when it includes its header or calls
a function that the other one defines. A circle of such uses means that none of its modules can be
read, tested or replaced without all the others. Calls are found by name, so a function name that
two programs of the tree define is left out: the text alone does not tell which of them is meant.
"""

import re

from tree import c_functions, without_comments

CORE = "kernel/core"
MEMVIZ_BASE = (CORE, "include", "memviz/screen", "memviz/stream", "memviz/model", "memviz/time")
MEMVIZ_MIDDLE = ("memviz/views", "memviz/e820", "memviz/observe", "memviz/picture")

# Each floor, and the floors below it that it may use.
FLOORS = {
    "include": (),
    "kernel/core": ("include",),
    "kernel/hw": (CORE,),
    "shell/line": (CORE,),
    "shell": (CORE, "shell/line"),
    "kernel": (CORE, "kernel/hw", "shell", "shell/line"),
    "tools/layoutc": (CORE,),
    "tools": (CORE, "kernel", "kernel/hw", "tools/layoutc"),
    "memviz/screen": MEMVIZ_BASE[:2],
    "memviz/stream": MEMVIZ_BASE[:2],
    "memviz/model": MEMVIZ_BASE[:4],
    "memviz/time": MEMVIZ_BASE[:5],
    "memviz/views": MEMVIZ_BASE,
    "memviz/e820": MEMVIZ_BASE,
    "memviz/observe": MEMVIZ_BASE,
    "memviz/picture": MEMVIZ_BASE,
    "memviz/ui": MEMVIZ_BASE + MEMVIZ_MIDDLE,
    "memviz": MEMVIZ_BASE + MEMVIZ_MIDDLE + ("memviz/ui",),
}
OUTSIDE = ("tests/", "examples/")
INCLUDE = re.compile(r'\s*#\s*include\s+"([^"]+)"')
# A name before a parenthesis: a call in a body, the function's own name in a signature.
CALLED = re.compile(r"\b([a-z_]\w*)\s*\(")


def includes(path):
    """(line number, name of the file) of each header of the tree that a file includes."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        found = INCLUDE.match(line)
        if found and "/" in found[1]:
            yield number, found[1]


def check_floors(tree):
    """Each folder includes only the floors below it."""
    for path in tree.sources(".c", ".h"):
        name = tree.name(path)
        if name.startswith(OUTSIDE):
            continue
        floor = name.rpartition("/")[0]
        if floor not in FLOORS:
            yield tree.breach(path, 1, f"{floor} is no floor of FLOORS in tools/lint/direction.py")
            continue
        for number, header in includes(path):
            target = header.rpartition("/")[0]
            fixture = target.startswith("tests/") and is_test(path)
            if target != floor and target not in FLOORS[floor] and not fixture:
                yield tree.breach(path, number, f"{floor} may not use {target}: {header}")


def check_externs(tree):
    """Modules share functions and constant tables, not variables."""
    for path in tree.sources(".c", ".h"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.match(r"extern (?!const\b)[^(]*;", line):
                yield tree.breach(path, number, "an extern variable: offer a function instead")


def is_test(path):
    """Whether a file is a unit test or a fixture of unit tests."""
    return "_test." in path.name


def modules(tree):
    """The name of each module and its files, tests left out."""
    found = {}
    for path in tree.sources(".c", ".h"):
        if not is_test(path) and not tree.name(path).startswith(OUTSIDE):
            found.setdefault(tree.name(path).rpartition(".")[0], []).append(path)
    return found


def definitions(parts):
    """Which module defines each public function, for names that are defined once."""
    places = {}
    for module, paths in parts.items():
        for path in paths:
            for _, _, _, signature in c_functions(path.read_text().split("\n")):
                name = CALLED.search(signature)
                if name and not re.match(r"static\b", signature):
                    places.setdefault(name[1], set()).add(module)
    return {name: where.pop() for name, where in places.items() if len(where) == 1}


def uses(tree, parts):
    """The modules that each module uses, with the file and line where it first does."""
    public = definitions(parts)
    graph = {}
    for module, paths in parts.items():
        edges = graph.setdefault(module, {})
        for path in paths:
            for number, header in includes(path):
                edges.setdefault(header.rpartition(".")[0], (path, number))
            text = without_comments(path.read_text())
            for number, line in enumerate(text.split("\n"), 1):
                for name in CALLED.findall(line):
                    edges.setdefault(public.get(name), (path, number))
        for known in (None, module):
            edges.pop(known, None)
    return {
        module: {target: at for target, at in edges.items() if target in parts}
        for module, edges in graph.items()
    }


def find_circle(graph, start):
    """The shortest way from a module back to itself, or None."""
    came_from = {start: None}
    queue = [start]
    for module in queue:
        for target in graph[module]:
            if target == start:
                way = [start]
                while module is not None:
                    way.append(module)
                    module = came_from[module]
                return way[::-1]
            if target not in came_from:
                came_from[target] = module
                queue.append(target)
    return None


def check_circles(tree):
    """No module uses itself by way of others. Each circle is named once."""
    graph = uses(tree, modules(tree))
    named = set()
    for module in sorted(graph):
        way = find_circle(graph, module)
        if way and not named.intersection(way):
            named.update(way)
            path, number = graph[way[0]][way[1]]
            yield tree.breach(path, number, "a circle: " + " -> ".join(way))


def check_direction(tree):
    """All of the above."""
    yield from check_floors(tree)
    yield from check_externs(tree)
    yield from check_circles(tree)
