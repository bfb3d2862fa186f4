"""The house rules find what they are there to find, in a small tree with one breach planted."""

import subprocess
from pathlib import Path

import pytest

LINT = Path(__file__).parents[1] / "tools" / "lint"

CLEAN_C = """#include "memviz/model/store.h"

#include "kernel/core/units.h"

int store_count(int limit)
{
    int count = 0;

    for (int i = 0; i < limit; i++)
        count++;
    return count;
}
"""
CLEAN_FILES = {
    "kernel/core/units.h": "#define MIB 0x100000u\n",
    "memviz/model/store.h": "int store_count(int limit);\n",
    "memviz/model/store.c": CLEAN_C,
    "memviz/views/pane.h": "void pane_draw(void);\n",
    "memviz/views/pane.c": '#include "memviz/views/pane.h"\n\n#include "memviz/model/store.h"\n',
    "boot/stage1/start.asm": (
        "; Say one character.\n"
        "; in:       al\n"
        "put:\n"
        "        mov     ah, 0x0e\n"
        "        int     0x10                ; the BIOS's teletype\n"
        "        ret\n"
        "start:\n"
        "        call    put\n"
    ),
}


def run(root, rule):
    """(exit code, output) of one rule over a tree."""
    done = subprocess.run(
        ["/usr/bin/python3", "-B", LINT, "--root", root, rule],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def tree(tmp_path):
    """A tree that breaks no rule."""
    for name, text in CLEAN_FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "docs").mkdir()
    return tmp_path


RULES = ["sizes", "columns", "parameters", "direction", "dialect", "grid", "routines", "paths"]


@pytest.mark.parametrize("rule", RULES)
def test_accepts_a_clean_tree(tree, rule):
    assert run(tree, rule) == (0, "")


def plant(tree, name, text):
    """Adds a file, or lines at the end of one."""
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + text)


@pytest.mark.parametrize(
    "name, text, message",
    [
        (
            "memviz/model/store.c",
            '#include "memviz/views/pane.h"\n',
            "memviz/model/store.c:13: memviz/model may not use memviz/views: memviz/views/pane.h",
        ),
        (
            "memviz/views/other.c",
            '#include "memviz/picture/page.h"\n',
            "memviz/views/other.c:1: memviz/views may not use memviz/picture: ",
        ),
        (
            "kernel/core/heap.c",
            '#include "kernel/hw/uart.h"\n',
            "kernel/core/heap.c:1: kernel/core may not use kernel/hw: kernel/hw/uart.h",
        ),
        (
            "memviz/attic/old.c",
            "int old;\n",
            "memviz/attic/old.c:1: memviz/attic is no floor of FLOORS in tools/lint/direction.py",
        ),
        (
            "kernel/core/heap.h",
            "extern int heap_size;\n",
            "kernel/core/heap.h:1: an extern variable: offer a function instead",
        ),
    ],
)
def test_names_a_use_of_what_lies_above(tree, name, text, message):
    plant(tree, name, text)
    code, output = run(tree, "direction")
    assert code == 1
    assert any(line.startswith(message) for line in output.splitlines())


def test_names_a_circle_of_includes(tree):
    plant(tree, "shell/one.h", '#include "shell/two.h"\n')
    plant(tree, "shell/two.h", '#include "shell/three.h"\n')
    plant(tree, "shell/three.h", '#include "shell/one.h"\n')
    code, output = run(tree, "direction")
    assert code == 1
    assert output.endswith("a circle: shell/one.h -> shell/two.h -> shell/three.h -> shell/one.h\n")
    assert output.count("\n") == 1


def test_names_a_circle_of_calls_that_no_include_shows(tree):
    body = "\nint {0}_run(void)\n{{\n    return {1}_run();\n}}\n"
    plant(tree, "shell/one.c", "int two_run(void);\n" + body.format("one", "two"))
    plant(tree, "shell/two.c", "int one_run(void);\n" + body.format("two", "one"))
    code, output = run(tree, "direction")
    assert code == 1
    assert "a circle: shell/one.c -> shell/two.c -> shell/one.c" in output


def test_names_a_circle_by_a_name_in_the_first_line_of_a_signature(tree):
    """The file that defines one_run() is only found where its whole signature is seen."""
    plant(tree, "shell/one.c", "int one_run(int a,\n            int b)\n{\n    two_run();\n}\n")
    plant(tree, "shell/two.c", "int two_run(void)\n{\n    one_run(1, 2);\n}\n")
    code, output = run(tree, "direction")
    assert code == 1
    assert "a circle: shell/one.c -> shell/two.c -> shell/one.c" in output


def test_a_call_in_a_comment_or_a_test_is_no_use(tree):
    plant(tree, "shell/one.c", "/* two_run() does the rest. */\nint one_run(void)\n{\n}\n")
    plant(tree, "shell/two.c", '#include "shell/one.h"\nint two_run(void)\n{\n    one_run();\n}\n')
    plant(tree, "shell/one_test.c", '#include "shell/two.h"\n#include "tests/shell/fixture.h"\n')
    plant(tree, "shell/one.h", "")
    assert run(tree, "direction") == (0, "")


@pytest.mark.parametrize(
    "name, text, rule, message",
    [
        (
            "shell/long.c",
            "void f(void)\n{\n" + "    g();\n" * 48 + "}\n",
            "sizes",
            "function of 51",
        ),
        ("shell/long.c", "\n" * 401, "sizes", "401 lines"),
        ("tools/wide.awk", "#" * 101 + "\n", "columns", "101 columns"),
        ("boot/wide.inc", ";" * 101 + "\n", "columns", "101 columns"),
        ("shell/five.c", "void f(int a, int b, int c, int d, int e)\n{\n}\n", "parameters", "5 p"),
        (
            "shell/five.c",
            "void f(int a, int b, int c,\n       int d, int e)\n{\n}\n",
            "parameters",
            "shell/five.c:1: 5 p",
        ),
        (
            "shell/long.c",
            "void f(int a,\n       int b)\n{\n" + "    g();\n" * 47 + "}\n",
            "sizes",
            "shell/long.c:1: function of 51",
        ),
        (
            "shell/brace.c",
            "void f(void)\n{\n    if (g()) {\n        h();\n    }\n}\n",
            "dialect",
            ":3: braces",
        ),
        ("shell/a.c", "void f(void)\n{\n    int a = 1;\n    g(a);\n}\n", "dialect", ":4: no blank"),
        ("boot/a.inc", "    mov     ax, bx\n", "grid", "column 4, not 8"),
        ("boot/a.inc", "        mov ax, bx\n", "grid", "column 12, not 16"),
        ("boot/a.inc", "        mov     ax, bx ; why\n", "grid", "column 23, not 36"),
        ("boot/a.inc", "        call    alone\nalone:\n        ret\n", "routines", "no header"),
        ("docs/a.md", "See /home/" + "someone/notes.\n", "paths", "a path of one machine"),
    ],
)
def test_names_a_breach_of_the_other_rules(tree, name, text, rule, message):
    plant(tree, name, text)
    code, output = run(tree, rule)
    assert code == 1
    assert message in output


def test_keeps_braces_where_one_branch_needs_them(tree):
    chain = (
        "void f(void)\n{\n    if (g()) {\n        h();\n    } else {\n"
        "        i();\n        j();\n    }\n}\n"
    )
    plant(tree, "shell/chain.c", chain)
    assert run(tree, "dialect") == (0, "")
