"""Sentences with sentences in them, and names of services, in both languages."""

from flask import Flask

from matcher.said import Said
from models.care.service_kinds import KINDS
from web.said import listed, said

OUTER = Said("“%(column)s”的值“%(value)s”不是有效的身份证号：%(why)s。", column="证件", value="1")


def _with_why() -> Said:
    return Said(OUTER.template, **OUTER.facts, why=Said("应为 18 位，现为 %(length)d 位", length=1))


def test_a_sentence_within_a_sentence_survives_being_stored() -> None:
    kept = Said.from_json(_with_why().as_json())
    assert kept == _with_why()
    assert str(kept) == "“证件”的值“1”不是有效的身份证号：应为 18 位，现为 1 位。"


def test_both_sentences_are_translated(app: Flask) -> None:
    with app.test_request_context("/", headers={"Cookie": "language=en"}):
        assert said(_with_why()) == (
            "“证件”: “1” is not a valid ID number: it should have 18 characters and has 1."
        )


def test_services_of_the_product_are_translated_others_stand(app: Flask) -> None:
    known = str(KINDS[6]["name"])
    with app.test_request_context("/", headers={"Cookie": "language=en"}):
        assert listed([known, "理发"]) == "Company and a talk, 理发"
    with app.test_request_context("/"):
        assert listed([known, "理发"]) == f"{known}、理发"


def test_a_day_stands_as_on_a_page(app: Flask) -> None:
    sentence = Said("%(night)s 的匹配已完成", night="2026-11-20")
    with app.test_request_context("/"):
        assert said(sentence) == "2026年11月20日 的匹配已完成"
        assert said(Said("%(value)s", value="2026-13-40")) == "2026-13-40"
    with app.test_request_context("/", headers={"Cookie": "language=en"}):
        assert "20 Nov 2026" in said(sentence)
