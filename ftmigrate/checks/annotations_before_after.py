"""Whether annotations still say what they said: readings before and after, in one environment.

A hint that worked before must work and be equal after; VALUE access that raised nothing before
must raise nothing after. What begins to work is a repair, and counted.
"""

from collections.abc import Iterator, Mapping

from ftmigrate.model.annotation_reading import AnnotatedObject, AnnotationReading, Reader, Refusal
from ftmigrate.model.checking import AnnotationOffence, Check, CheckStatus

_NOTHING = Reader()


def compare_annotations(
    target: str,
    before: AnnotationReading,
    after: AnnotationReading,
    *,
    files: Mapping[str, str],
    tree: str,
    not_checked: tuple[str, ...] = (),
) -> tuple[Check, tuple[AnnotationOffence, ...]]:
    """`files` maps modules to relative paths, `tree` is the absolute folder of the tree after.

    `not_checked` are lines on modules that nobody tried to import.
    """
    seconds = before.seconds + after.seconds
    foreign = before.foreign or after.foreign
    if foreign:
        detail = f"modules came from another tree than the one under test: {foreign[0]}"
        return Check("annotations", target, CheckStatus.UNKNOWN, detail, seconds, foreign), ()
    judge = _Judge(target, before, after, files, tree)
    offences = tuple(judge.offences())
    compared = judge.compared()
    lines = (*map(offence_line, offences), *judge.not_importable(), *not_checked)
    lines += tuple(f"repaired: {name} resolves now" for name in judge.repairs())
    unread = len(judge.not_importable()) + len(not_checked)
    if offences:
        detail = f"{len(offences)} annotations differ: {offence_line(offences[0])}"
        return Check("annotations", target, CheckStatus.FAIL, detail, seconds, lines), offences
    if not judge.modules:
        detail = "no module of the project could be imported before and after"
        return Check("annotations", target, CheckStatus.UNKNOWN, detail, seconds, lines), ()
    if not compared:
        detail = f"nothing in the project's {len(judge.modules)} modules is annotated"
        return Check("annotations", target, CheckStatus.SKIP, detail, seconds, lines), ()
    detail = _summary(compared, judge, unread, formats=after.formats)
    return Check("annotations", target, CheckStatus.PASS, detail, seconds, lines), ()


def _summary(compared: int, judge: "_Judge", unread: int, *, formats: bool) -> str:
    parts = [f"{compared} annotated objects in {len(judge.modules)} modules say the same as before"]
    if repairs := judge.repairs():
        parts.append(f"{len(repairs)} resolve that did not")
    if unread:
        parts.append(f"{unread} modules not checked")
    if not formats:
        parts.append("by typing.get_type_hints alone: annotationlib is new in 3.14")
    return "; ".join(parts)


class _Judge:
    def __init__(
        self,
        target: str,
        before: AnnotationReading,
        after: AnnotationReading,
        files: Mapping[str, str],
        tree: str,
    ) -> None:
        self._target = target
        self._files = files
        self._tree = tree
        self._before = {(o.module, o.qualname): o for o in before.objects}
        self._after = {(o.module, o.qualname): o for o in after.objects}
        self._refused_before = {refusal.module: refusal for refusal in before.refusals}
        self._refused_after = {refusal.module: refusal for refusal in after.refusals}
        self.modules = sorted(set(before.modules) & set(after.modules))

    def compared(self) -> int:
        both = self._before.keys() & self._after.keys()
        return sum(bool(_own(self._before[key]) or _own(self._after[key])) for key in both)

    def not_importable(self) -> tuple[str, ...]:
        return tuple(f"not checked: {name}: {r.error}" for name, r in sorted(self._refused_before.items()))

    def repairs(self) -> list[str]:
        return [
            f"{module}.{qualname}" if qualname else module
            for (module, qualname), old in sorted(self._before.items())
            if old.readers["hints"].error
            and (new := self._after.get((module, qualname))) is not None
            and not new.readers["hints"].error
        ]

    def offences(self) -> Iterator[AnnotationOffence]:
        for module, refusal in sorted(self._refused_after.items()):
            if module not in self._refused_before:
                yield self._import_failure(refusal)
        found = 0
        vague: list[AnnotationOffence] = []
        for key, old in sorted(self._before.items()):
            if key not in self._after:
                continue
            for name, reason in _differences(old, self._after[key]):
                offence = self._offence(self._after[key], name, reason)
                if name:
                    found += 1
                    yield offence
                else:
                    vague.append(offence)
        if not found:  # what a class inherits is told once, where it stands
            yield from vague

    def _offence(self, after: AnnotatedObject, name: str, reason: str) -> AnnotationOffence:
        file = self._relative(after.file) or self._files.get(after.module, "")
        return AnnotationOffence(
            after.module, after.qualname, name, file, reason, after.line, target=self._target
        )

    def _import_failure(self, refusal: Refusal) -> AnnotationOffence:
        file = self._relative(refusal.file) or self._files.get(refusal.module, "")
        reason = f"importing {refusal.module} fails: {refusal.error}"
        return AnnotationOffence(refusal.module, "", "", file, reason, refusal.line, target=self._target)

    def _relative(self, file: str) -> str:
        prefix = self._tree.rstrip("/\\")
        if not file.startswith(prefix):
            return ""
        return file[len(prefix) + 1 :].replace("\\", "/")


def _differences(old: AnnotatedObject, new: AnnotatedObject) -> Iterator[tuple[str, str]]:
    """`(name, reason)` of each annotation that got worse; the name is empty where none can be told."""
    told: set[str] = set()
    for name, reason in (*_hints(old, new), *_values(old, new), *_texts(old, new)):
        if name not in told:
            told.add(name)
            yield name, reason


def _hints(old: AnnotatedObject, new: AnnotatedObject) -> Iterator[tuple[str, str]]:
    before, after = old.readers["hints"], new.readers["hints"]
    if before.error:
        yield from _each(old, new)
        return
    if after.error:
        each = new.readers.get("each", _NOTHING)
        blamed = [name for name, form in each.names.items() if form.startswith("!")]
        for name in blamed or [""]:
            reason = each.names[name][1:] if name else after.error
            yield name, f"get_type_hints worked before and raises {reason}"
        return
    own = _own(old) | _own(new)
    for name in sorted(before.names.keys() | after.names.keys()):
        was, now = before.names.get(name), after.names.get(name)
        if was != now:
            reason = f"get_type_hints said {was or 'nothing'} and says {now or 'nothing'}"
            yield name if name in own else "", reason


def _each(old: AnnotatedObject, new: AnnotatedObject) -> Iterator[tuple[str, str]]:
    """Where the object's hints failed before, those annotations of it that resolved by themselves."""
    before = old.readers.get("each", _NOTHING).names
    after = new.readers.get("each", _NOTHING).names or new.readers["hints"].names
    for name, was in sorted(before.items()):
        now = after.get(name, "")
        if not was.startswith("!") and now and now != was:
            now = f"raises {now[1:]}" if now.startswith("!") else f"says {now}"
            yield name, f"the hint said {was} and {now}"


def _values(old: AnnotatedObject, new: AnnotatedObject) -> Iterator[tuple[str, str]]:
    before, after = old.readers["value"], new.readers["value"]
    if before.error or not after.error:
        return
    forward = new.readers.get("forward", _NOTHING)
    blamed = [name for name, form in forward.names.items() if "ForwardRef(" in form]
    unsure = [name for name in blamed if "ForwardRef(" not in _form(old, "forward", name)]
    for name in unsure or blamed or [""]:
        yield name, f"reading it raised nothing before and raises {after.error}"


def _texts(old: AnnotatedObject, new: AnnotatedObject) -> Iterator[tuple[str, str]]:
    before, after = old.readers.get("string", _NOTHING), new.readers.get("string", _NOTHING)
    if before.error:
        return
    if after.error:
        yield "", f"the STRING format raised nothing before and raises {after.error}"
        return
    for name in sorted(before.names.keys() | after.names.keys()):
        was, now = before.names.get(name), after.names.get(name)
        if was != now:
            yield name, f"its text was {was or 'nothing'} and is {now or 'nothing'}"


def _form(value: AnnotatedObject, reader: str, name: str) -> str:
    return value.readers.get(reader, _NOTHING).names.get(name, "")


def _own(value: AnnotatedObject) -> set[str]:
    return set(value.readers.get("own", _NOTHING).names)


def offence_line(offence: AnnotationOffence) -> str:
    place = ".".join(filter(None, (offence.module, offence.qualname)))
    name = f" ({offence.name})" if offence.name else ""
    return f"{offence.file}:{offence.line or 1}: {place}{name}: {offence.reason}"
