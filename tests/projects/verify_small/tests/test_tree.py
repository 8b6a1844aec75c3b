import os
import typing

import pytest

import small.tree
from small.tree import Leaf, Node, plant


def test_a_node_grows():
    assert plant("a").grow(Leaf()).first is not None


def test_hints():
    assert typing.get_type_hints(Node.grow) == {"leaf": Leaf, "return": Node}


@pytest.mark.parametrize("name", ["a", "b"])
def test_names(name):
    assert Node(name).name == name


@pytest.mark.parametrize("thing", [object()], ids=[str(object())])
def test_an_id_with_an_address(thing):
    assert thing


def test_broken_before():
    assert 1 + 1 == 3


@pytest.mark.skip(reason="no need")
def test_left_out():
    pass


@pytest.mark.xfail(reason="known")
def test_known():
    assert False


def test_where_the_code_comes_from(request):
    assert small.tree.__file__.startswith(os.path.realpath(request.config.rootpath))
