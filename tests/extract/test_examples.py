"""The examples in the engine's docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import earmark.extract

MODULES = [module.name for module in pkgutil.iter_modules(earmark.extract.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    module = importlib.import_module(f"earmark.extract.{name}")
    assert doctest.testmod(module).failed == 0
