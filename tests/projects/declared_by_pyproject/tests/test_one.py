import declared_one


def test_documented():
    assert declared_one.__doc__
