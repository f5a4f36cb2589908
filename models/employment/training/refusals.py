"""Why something about a training order or a class is not done; each with a sentence."""

from models.database.refused import Refused


class OrderUnknown(Refused):
    """No such training order, or none that may be seen from here."""

    code = "training_order_unknown"


class OrderClosed(Refused):
    """The order is closed: it stays as it was and takes no class any more."""

    code = "training_order_closed"


class ClassUnknown(Refused):
    """No such class, or none that may be seen from here."""

    code = "class_unknown"


class ClassClosed(Refused):
    """The class is closed: it stays as it was."""

    code = "class_closed"


class LessonWrong(Refused):
    """On that day there was no lesson, or somebody named was not enrolled."""

    code = "lesson_wrong"


class LessonUnlikely(Refused):
    """The timetable has no lesson on that day; entered all the same when that is said."""

    code = "lesson_unlikely"
