"""grading.toml: how hard a matter is (难度), how it is then handled (办理方式), and where it should stop (四不出)."""

from typing import Self

from pydantic import model_validator

from wangge.ground.rulebook.schema.base import Code, Label, Level, Sentence, Strict, UnknownCode, YesNo


class Mode(Strict):
    """A way of handling (立即办、协调办、现场办、联动办)."""

    code: Code
    label: Label
    help: Sentence
    joint: YesNo = False  # several units work together: the page offers the whistle first


class Grade(Strict):
    """A class of difficulty and the mode it is handled in."""

    code: Code
    label: Label
    help: Sentence  # tells whoever grades when it fits
    mode: Code
    solved_at: Level  # where such a matter is to be solved (小事不出网格)
    backlog: YesNo = False  # 历史遗留、积案: a named leader takes it into custody (包案)
    supervised: YesNo = False  # needs a responsible person and a supervising leader before it is handed out


class Grading(Strict):
    """All grades and modes of a place; without any, nothing is graded."""

    default: Code | None = None  # the grade of a new case whose category names none
    grades: tuple[Grade, ...] = ()
    modes: tuple[Mode, ...] = ()

    def grade(self, code: str) -> Grade:
        """Raises UnknownCode."""
        for grade in self.grades:
            if grade.code == code:
                return grade
        raise UnknownCode(f"规则里没有“{code}”这个难度")

    def mode_of(self, grade: str) -> Mode:
        """The mode a grade is handled in. Raises UnknownCode."""
        wanted = self.grade(grade).mode
        return next(mode for mode in self.modes if mode.code == wanted)

    @model_validator(mode="after")
    def _names_what_it_declares(self) -> Self:
        modes = {mode.code for mode in self.modes}
        for grade in self.grades:
            if grade.mode not in modes:
                raise ValueError(f"难度“{grade.label}”的办理方式 “{grade.mode}” 没有写在 modes 里")
        codes = [grade.code for grade in self.grades]
        if len(set(codes)) != len(codes) or len(modes) != len(self.modes):
            raise ValueError("同一代码写了两次")
        if self.grades and self.default not in codes:
            raise ValueError("要用 default 写明新事项先按哪一类")
        return self
