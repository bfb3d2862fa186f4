"""Which folder may use which, and that no files use each other in a circle.

A floor is a folder. It may include its own files and those of the floors that FLOORS lists for it;
what the build generates and the system's headers are open to all. Unit tests may also include the
fixtures under tests/. What lies under tests/ and examples/ stands outside and may use everything.

Files use each other in two ways: one includes a header, or one names a function that another
defines, be it to call it or to put it into a table. A circle of such uses means that none of its
files can be read, tested or replaced without all the others. Functions are found by name, so a name
that two programs of the tree define is left out: the text alone does not tell which one is meant.
A header that two files share, for the type that both work on, makes no circle.
"""

import re

from tree import c_functions, without_comments

CORE = "kernel/core"
MEMVIZ_BASE = (
    CORE,
    "include",
    "memviz/screen",
    "memviz/stream",
    "memviz/model",
    "memviz/time",
    "memviz/memory",
)
E820_ROOMS = ("memviz/e820/text", "memviz/e820/forms", "memviz/e820/maps")
OBSERVE_ROOMS = (
    "memviz/observe/trace",
    "memviz/observe/shadow",
    "memviz/observe/layout",
    "memviz/observe/rules",
)
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
    "memviz/memory": MEMVIZ_BASE[:5],
    "memviz/views": MEMVIZ_BASE,
    "memviz/e820/text": MEMVIZ_BASE,
    "memviz/e820/forms": MEMVIZ_BASE,
    "memviz/e820/maps": MEMVIZ_BASE + E820_ROOMS[:2],
    "memviz/e820": MEMVIZ_BASE + E820_ROOMS,
    "memviz/observe/trace": MEMVIZ_BASE,
    "memviz/observe/shadow": MEMVIZ_BASE + OBSERVE_ROOMS[:1],
    "memviz/observe/layout": MEMVIZ_BASE + ("tools/layoutc",),
    "memviz/observe/rules": MEMVIZ_BASE + OBSERVE_ROOMS[:3] + ("tools/layoutc",),
    "memviz/observe/views": MEMVIZ_BASE + OBSERVE_ROOMS + ("memviz/picture",),
    "memviz/observe": MEMVIZ_BASE + OBSERVE_ROOMS + ("memviz/observe/views",),
    "memviz/picture": MEMVIZ_BASE,
    "memviz/ui": MEMVIZ_BASE + MEMVIZ_MIDDLE,
    "memviz": MEMVIZ_BASE + MEMVIZ_MIDDLE + ("memviz/ui",),
}
OUTSIDE = ("tests/", "examples/")
INCLUDE = re.compile(r'\s*#\s*include\s+"([^"]+)"')
# The function's own name in a signature, and any name in a body.
DEFINED = re.compile(r"\b([a-z_]\w*)\s*\(")
NAMED = re.compile(r"\b[a-z_]\w*\b")


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


def files_inside(tree):
    """The name and path of each file of the house, tests left out."""
    return {
        tree.name(path): path
        for path in tree.sources(".c", ".h")
        if not is_test(path) and not tree.name(path).startswith(OUTSIDE)
    }


def definitions(files):
    """Which file defines each public function, for names that are defined once."""
    places = {}
    for name, path in files.items():
        for _, _, _, signature in c_functions(path.read_text().split("\n")):
            function = DEFINED.search(signature)
            if function and not re.match(r"static\b", signature):
                places.setdefault(function[1], set()).add(name)
    return {function: where.pop() for function, where in places.items() if len(where) == 1}


def named_functions(path, public):
    """(line number, defining file) of each public function that a file names."""
    lines = without_comments(path.read_text()).split("\n")
    for number, line in enumerate(lines, 1):
        for name in NAMED.findall(line):
            if name in public:
                yield number, public[name]


def uses(files):
    """The files that each file uses, with the line where it first does."""
    public = definitions(files)
    graph = {}
    for name, path in files.items():
        edges = graph.setdefault(name, {})
        for number, header in includes(path):
            edges.setdefault(header, number)
        if path.suffix == ".c":
            for number, target in named_functions(path, public):
                edges.setdefault(target, number)
        edges.pop(name, None)
    return {
        name: {target: line for target, line in edges.items() if target in files}
        for name, edges in graph.items()
    }


def find_circle(graph, start):
    """The shortest way from a file back to itself, or None."""
    came_from = {start: None}
    queue = [start]
    for name in queue:
        for target in graph[name]:
            if target == start:
                way = [start]
                while name is not None:
                    way.append(name)
                    name = came_from[name]
                return way[::-1]
            if target not in came_from:
                came_from[target] = name
                queue.append(target)
    return None


def check_circles(tree):
    """No file uses itself by way of others. Each circle is named once."""
    files = files_inside(tree)
    graph = uses(files)
    found = set()
    for name in sorted(graph):
        way = find_circle(graph, name)
        if way and not found.intersection(way):
            found.update(way)
            yield tree.breach(files[name], graph[name][way[1]], "a circle: " + " -> ".join(way))


def check_direction(tree):
    """All of the above."""
    yield from check_floors(tree)
    yield from check_externs(tree)
    yield from check_circles(tree)
