"""A project keeps as many modules parsed as it may, and those that it forgot are still known."""

from ftmigrate.analysis.kin import kin_of
from ftmigrate.analysis.names import exported
from ftmigrate.analysis.project import Project

_BODY = "    value = [first, second, third, fourth, fifth, sixth, seventh, eighth]\n"
_FUNCTION = "\n\ndef function(first):\n" + _BODY * 40


class _Texts:
    """A reader of what is given, which says how often each path was read."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts
        self.read_again: list[str] = []

    def read(self, path: str) -> str | None:
        if path in self.texts:
            self.read_again.append(path)
        return self.texts.get(path)

    def exists(self, path: str) -> bool:
        return path in self.texts


def _classes(name: str, count: int) -> str:
    return "".join(f"class {name}{number}: ...\n" for number in range(count))


def _project(keep: int | None, texts: dict[str, str]) -> tuple[Project, _Texts]:
    reader = _Texts(texts)
    return Project(reader, ("",), keep=keep), reader


def test_what_was_asked_for_longest_ago_is_forgotten() -> None:
    texts = {f"{name}.py": _classes(name.upper(), 10) for name in "abc"}
    weight = len(texts["a.py"])
    project, reader = _project(weight * 5 // 2, texts)
    for name in "abac":
        assert project.module(name) is not None
    project.forget()
    reader.read_again.clear()
    assert project.module("c") is not None and project.module("a") is not None
    assert reader.read_again == []
    assert project.module("b") is not None
    assert reader.read_again == ["b.py"]


def test_without_a_limit_all_are_kept() -> None:
    project, reader = _project(None, {f"m{number}.py": _classes("A", 50) for number in range(20)})
    first = [project.module(f"m{number}") for number in range(20)]
    project.forget()
    assert [project.module(f"m{number}") for number in range(20)] == first
    assert len(reader.read_again) == 20


def test_bodies_that_are_cut_out_weigh_nothing() -> None:
    texts = {"bodies.py": "class A: ..." + _FUNCTION, "classes.py": _classes("B", 20)}
    assert len(texts["bodies.py"]) > 1000
    project, reader = _project(len(texts["classes.py"]) + 300, texts)
    assert project.module("bodies") is not None and project.module("classes") is not None
    project.forget()
    reader.read_again.clear()
    assert project.module("bodies") is not None and project.module("classes") is not None
    assert reader.read_again == []


def test_classes_of_a_forgotten_module_are_known() -> None:
    text = "class A: ...\nclass B: ...\nclass B: ...\nif A:\n    class C: ...\nd = 1\n"
    project, reader = _project(0, {"a.py": text})
    assert project.module("a") is not None
    project.forget()
    reader.read_again.clear()
    assert [project.known_class(f"a.{name}") for name in "ABCd"] == ["a.A", "", "", ""]
    assert reader.read_again == []


def test_who_asks_for_a_class_of_a_forgotten_module_rests_on_its_file() -> None:
    project, _ = _project(0, {"a.py": "class A: ...\n"})
    assert project.module("a") is not None
    project.forget()
    traced = project.trace()
    assert project.known_class("a.A") == "a.A"
    assert "a.py" in traced


def test_room_is_made_amid_a_file_but_not_of_what_it_asked_for() -> None:
    texts = {f"{name}.py": _classes(name.upper(), 10) for name in "abcd"}
    project, reader = _project(len(texts["a.py"]), texts)
    for name in "ab":
        assert project.module(name) is not None
    project.begin("own.py")
    mine = project.open("own.py", "class Own: ...\n")
    kept = project.module("b")
    assert project.module("c") is not None and project.module("d") is not None
    reader.read_again.clear()
    assert project.module("b") is kept and project.open("own.py", mine.text) is mine
    assert reader.read_again == []
    assert project.module("a") is not None
    assert reader.read_again == ["a.py"]


def test_a_forgotten_module_is_known_to_be_there_and_what_it_took_from_its_package() -> None:
    package = "from p.a import A\nfrom .a import B as C\nfrom other import D\nimport p.a\nA.x = 1\n"
    project, reader = _project(0, {"p/__init__.py": package, "p/a.py": "class A: ...\nclass B: ...\n"})
    assert project.module("p") is not None and project.module("p.a") is not None
    project.forget()
    reader.read_again.clear()
    assert [project.module_name(name) for name in ("p", "p.a", "p.b")] == ["p", "p.a", ""]
    assert exported("p.A", project) == {"p.a.A"}
    assert reader.read_again == []
    assert exported("p.C", project) == {"p.a.B"}  # not under that name: read again
    assert reader.read_again == ["p/__init__.py"]


def test_what_a_class_is_made_with_is_known_when_its_module_is_forgotten() -> None:
    texts = {"a.py": "from b import B, deco\n@deco(1)\nclass A(B[int], metaclass=B.Meta): ...\n"}
    texts["b.py"] = "class B:\n    class Meta(type): ...\ndef deco(n): ...\n"
    project, reader = _project(0, texts)
    known = kin_of("a.A", project)
    assert known is not None
    assert [names for _, names in known.bases] == [{"b.B"}]
    assert [*known.metaclasses, *known.decorators] == [{"b.B.Meta"}, {"b.deco"}]
    project.forget()
    reader.read_again.clear()
    assert kin_of("a.A", project) is known
    assert reader.read_again == []


def test_room_is_made_for_all_of_a_file_that_begins() -> None:
    texts = {f"{name}.py": _classes(name.upper(), 10) for name in "ab"}
    project, reader = _project(2 * len(texts["a.py"]), texts)
    for name in "ab":
        assert project.module(name) is not None
    project.begin("own.py")
    assert project.open("own.py", "class Own: ..." + _FUNCTION).parsed.weight < 100
    reader.read_again.clear()
    assert project.module("b") is not None and project.module("a") is not None
    assert reader.read_again == ["b.py", "a.py"]


def test_a_file_that_nobody_asked_for_is_forgotten_when_it_is_done_but_for_packages() -> None:
    texts = {
        "p/__init__.py": "class A: ...\n",
        "p/a.py": "from p import A\n",
        "p/b.py": "from p.a import A\n",
    }
    project, reader = _project(1000, texts)
    for path in texts:
        project.begin(path)
        project.open(path, texts[path])
        assert path != "p/b.py" or project.module("p.a") is not None
        project.forget()
    assert reader.read_again == ["p/a.py"]
    assert project.module("p") is not None and project.module("p.a") is not None
    assert reader.read_again == ["p/a.py"]
    assert project.module("p.b") is not None
    assert reader.read_again == ["p/a.py", "p/b.py"]


def test_bodies_that_were_put_in_weigh_too() -> None:
    text = "class A: ..." + _FUNCTION
    project, _ = _project(len(text) // 2, {"a.py": text, "b.py": "class B: ...\n"})
    project.begin("a.py")
    module = project.open("a.py", text)
    assert project.module("b") is not None and project.module("a") is module
    project.forget()
    assert project.open("a.py", text) is module
    assert module.tree is module.outline and module.parsed.weight == len(text)
    project.forget()
    assert project.open("a.py", text) is not module
