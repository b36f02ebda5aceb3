"""People and where they stand."""

from dataclasses import dataclass

from storage.records.words import Language, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: int
    telegram_id: int
    role: Role
    language: Language
    name: str = ""

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueState:
    step: str
    data: dict[str, object]
