"""Personal data as strangers see it: 张*三, 138****1234, an ID number's first and last two."""


def masked_name(name: str | None) -> str:
    """First and last character; of two characters only the first."""
    if not name:
        return ""
    if len(name) <= 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def masked_phone(phone: str | None) -> str:
    """First three and last four digits."""
    if not phone:
        return ""
    return phone[:3] + "****" + phone[-4:] if len(phone) >= 9 else "*" * len(phone)


def masked_id(number: str | None) -> str:
    """First one and last two signs."""
    if not number:
        return ""
    return number[0] + "*" * (len(number) - 3) + number[-2:] if len(number) > 5 else "***"


# By the names under which the rooms declare them: ``models/database/declared.py``.
BY_NAME = {"name": masked_name, "phone": masked_phone, "id": masked_id}
