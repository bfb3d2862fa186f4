"""memviz observe finds nothing in boot images of others that work; STRATA_SOAK=1 runs them."""

import os

import pytest

from observation import observe
from others import IMAGES, unpack

SOAK = pytest.mark.skipif(
    not os.environ.get("STRATA_SOAK"), reason="five million instructions each: make soak runs it"
)


@pytest.fixture(scope="module", name="packages")
def fixture_packages():
    """What the packages hold."""
    try:
        return unpack()
    except OSError as error:
        pytest.skip(f"the Debian packages with the images are not to be had: {error}")


@SOAK
@pytest.mark.parametrize("name", IMAGES)
def test_working_image_is_clean(name, packages, tmp_path):
    """Five million instructions or the prompt without a finding; notes say what they are about."""
    make, options = IMAGES[name]
    result = observe(*options, make(packages, tmp_path))
    assert result.returncode == 0, result.stdout + result.stderr
    assert ": clean: " in result.stdout
