"""What the columns of accounts hold, of whom, and for how long."""

from models.database.declared import STAFF, Table

TABLES = (
    Table(
        "account",
        ground="account",
        kept="with_person",
        open=(
            "id status one_time_until demo failed_logins locked_until "
            "second_factor_since left_at left_for "
            "language person_id employer_id organisation_id created_at"
        ),
        personal="name phone phone_hash password_hash code_hash",
        seen=STAFF,
        whose=("person_id",),
        stays="phone_hash password_hash",
        others="password_hash code_hash",
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
        "account_session",
        ground="account",
        kept="sign_in",
        open="id account_id began_at seen_at verified_at ended_at ended_for",
        personal="token_hash device address",
        whose=("account_id",),
        stays="token_hash",
        others="token_hash",
    ),
    Table(
        "second_factor",
        ground="account",
        kept="with_person",
        open="account_id last_step made_at",
        personal="secret",
        whose=("account_id",),
        copied=False,
    ),
    Table(
        "recovery_code",
        ground="account",
        kept="with_person",
        open="id account_id used_at",
        personal="code_hash",
        whose=("account_id",),
        stays="code_hash",
        copied=False,
    ),
    Table(
        "failed_sign_in",
        ground="account",
        kept="sign_in",
        open="id at account_id kind",
        personal="address",
        whose=("account_id",),
        # It tells of whoever tried, and that is mostly somebody else.
        copied=False,
    ),
    Table(
        "account_ask",
        ground="accountable",
        kept="record",
        open="id kind account_id role place_id asked_by asked_at answer decided_by decided_at",
        personal="reason",
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
