"""What the ledger room refuses, one class each."""

from matcher.said import Said
from models.database.refused import Refused


class FileRefused(Refused):
    """A file cannot be read as a ledger at all."""

    code = "file_refused"


class ImportUnknown(Refused):
    """There is no such import, or it is none of the asker's."""

    code = "import_unknown"


class ImportNotReady(Refused):
    """The import is in another state than the change needs."""

    code = "import_not_ready"


class MappingWrong(Refused):
    """A corrected mapping names a ledger or column that does not exist, or one twice."""

    code = "mapping_wrong"


class BuiltUpon(Refused):
    """Something was built upon what the import brought; ``reasons`` says what, one each.

    ``rules`` are the same by name, as every refusal with reasons has them.
    """

    code = "built_upon"

    def __init__(self, reasons: list[Said]) -> None:
        super().__init__(Said("导入之后已有新的变化，不能整体撤销；数据没有任何改动。"))
        self.reasons = reasons
        self.rules = tuple((self.code, reason) for reason in reasons)


class ConflictUnknown(Refused):
    """There is no such row to decide on, or it is none of the asker's."""

    code = "conflict_unknown"


class ConflictSettled(Refused):
    """The row is no longer waiting for a decision."""

    code = "conflict_settled"


class DecisionRefused(Refused):
    """The decision cannot be carried out as the row stands."""

    code = "decision_refused"
