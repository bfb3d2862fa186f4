"""What the suites share: a booted machine, and reports that show what a machine sent last."""

import pytest

from machine import BochsMachine, Config


@pytest.fixture(scope="module")
def booted():
    """A Bochs machine of 128 MiB at its prompt, shared by the tests of one module."""
    with BochsMachine(Config()) as machine:
        machine.wait_prompt()
        yield machine


@pytest.fixture
def shell(booted):
    """The shared machine, its input line empty; it still answers afterwards or the test fails."""
    booted.wait_quiet(0.1)
    yield booted
    booted.send(b"\x03")
    booted.wait_quiet(0.2)
    assert booted.command("version"), "the shell did not answer after this test"
