"""What the columns of accounts hold, of whom, and for how long."""

from models.database.declared import STAFF, Table

TABLES = (
    Table(
        "account",
        ground="account",
        kept="with_person",
        open=(
            "id status one_time_until demo failed_logins locked_until session_version "
            "language person_id employer_id organisation_id created_at"
        ),
        personal="name phone phone_hash password_hash",
        seen=STAFF,
        whose=("person_id",),
        stays="phone_hash password_hash",
        others="password_hash",
        masks={"name": "name", "phone": "phone"},
    ),
    Table(
        "account_grant",
        ground="account",
        kept="with_person",
        open="id account_id role place_id",
        whose=("account_id",),
    ),
    Table(
        "api_token",
        ground="account",
        kept="with_person",
        open="id account_id scopes created_at expires_at revoked_at",
        personal="name token_hash",
        seen=STAFF,
        whose=("account_id",),
        stays="token_hash",
        others="token_hash",
    ),
    Table(
        "idempotent_reply",
        ground="account",
        kept="reply",
        open="id account_id key status created_at",
        personal="body fingerprint",
        whose=("account_id",),
        copied=False,
    ),
)
