"""A letter as a mail program gets it: two parts with the same words, in HTML that loads nothing."""

from __future__ import annotations

from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from activities.mail.letters import write_letter
from domain.telling import Template
from domain.words import Language
from tests.support.mail_server import Sink, mail_server
from tests.support.mailroom import smtp
from tests.support.posts import AGREED, SENDER, SERVICE, TASK, page, plain, post, to

if TYPE_CHECKING:
    from email.message import EmailMessage

SHAPES = {
    Language.ENGLISH: ("en", "ltr"),
    Language.TURKISH: ("tr", "ltr"),
    Language.CHINESE: ("zh-Hans", "ltr"),
    Language.PERSIAN: ("fa", "rtl"),
}
EVIL = 'Acme <script src="https://evil.example/x.js"></script> & "Co"'


class Page(HTMLParser):
    """A page taken apart: its tags with their attributes, and its words."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each tag of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]


def arrived(letter: EmailMessage) -> EmailMessage:
    """A letter as it comes out of a real mail server."""
    with mail_server(Sink()) as sink:
        smtp(sink).deliver(letter)
    (raw,) = sink.raw
    assert raw.isascii()
    return message_from_bytes(raw, policy=policy.default)


def read_in(language: Language, template: Template = Template.TASK_OPENED) -> Page:
    return Page(page(write_letter(post(template), sender=SENDER, language=language)))


@pytest.mark.parametrize("language", Language)
def test_what_arrives_has_the_same_words_twice(language: Language) -> None:
    letter = write_letter(post(), sender=SENDER, language=language)
    came = arrived(letter)
    text, html = came.iter_parts()
    assert came.get_content_type() == "multipart/alternative"
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert {part.get_content_charset() for part in (text, html)} == {"utf-8"}
    assert {str(part["Content-Transfer-Encoding"]) for part in (text, html)} <= {
        "base64",
        "quoted-printable",
    }
    assert {one["Content-Language"] for one in (came, text, html)} == {SHAPES[language][0]}
    assert came["Subject"] == letter["Subject"]
    assert came["To"].addresses[0].display_name == "Ayşe Yılmaz"
    assert (plain(came), page(came)) == (plain(letter), page(letter))
    shown = Page(page(came)).words
    for word in ("service/crm/committee/1", "servicecycle decide", "Europe/Istanbul", "offer"):
        assert word in shown
        assert word in plain(came)


@pytest.mark.parametrize("language", Language)
def test_a_subject_in_any_letters_comes_out_of_its_header_as_it_went_in(language: Language) -> None:
    letter = write_letter(post(Template.SERVICE_ENDING), sender=SENDER, language=language)
    raw = letter.as_bytes()
    head = raw.split(b"\r\n\r\n")[0]
    assert head.isascii()
    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == letter["Subject"]


@pytest.mark.parametrize("language", Language)
def test_a_page_says_its_language_and_which_way_it_runs(language: Language) -> None:
    tag, direction = SHAPES[language]
    shown = read_in(language)
    for part in (shown.all("html")[0], shown.all("div")[0]):
        assert (part["lang"], part["dir"]) == (tag, direction)
    assert [one["dir"] for one in shown.all("pre")] == ["ltr", "ltr"]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", Template)
def test_a_page_loads_nothing_and_runs_nothing(template: Template, language: Language) -> None:
    shown = read_in(language, template)
    allowed = {"html", "head", "meta", "title", "body", "div", "h1", "p", "bdi", "span", "code"}
    allowed |= {"pre", "table", "tr", "th", "td", "ul", "li", "blockquote"}
    assert {tag for tag, _ in shown.tags} <= allowed
    named = {name for _, attributes in shown.tags for name in attributes}
    assert named <= {"lang", "dir", "style", "charset", "name", "content", "scope"}
    styles = [str(attributes.get("style")) for _, attributes in shown.tags]
    assert not [one for one in styles if "url(" in one or "@import" in one]


def test_the_facts_of_a_task_are_a_table_that_a_screen_reader_reads() -> None:
    shown = read_in(Language.ENGLISH)
    assert [one["scope"] for one in shown.all("th")] == ["row"] * 4
    assert len(shown.all("h1")) == 1
    assert len(shown.all("td")) == 4


@pytest.mark.parametrize("language", Language)
def test_names_and_titles_are_words_and_no_mark_up(language: Language) -> None:
    named = SERVICE.model_copy(update={"name": EVIL})
    change = {"change": EVIL, "until": "2027-03-01"}
    for notice in (
        post(Template.CHANGE_DEFERRED, to=to(name=EVIL), service=named, params=change),
        post(Template.SERVICE_RETIRED, service=named),
        post(Template.TASK_OPENED, task=TASK.model_copy(update={"name": "x", "question": EVIL})),
        post(Template.CONTRACT_ENDING, contract=AGREED.model_copy(update={"customer": EVIL})),
        post(form_of_address=EVIL),
    ):
        letter = write_letter(notice, sender=SENDER, language=language)
        shown = Page(page(letter))
        assert shown.all("script") == []
        assert EVIL in shown.words
        assert EVIL in plain(letter)


def test_a_fact_of_which_nothing_is_known_is_left_out() -> None:
    unknown = AGREED.model_copy(
        update={"cut_off_on": None, "price": None, "price_rule": {"kind": "unchanged"}}
    )
    letter = write_letter(
        post(Template.CONTRACT_SUSPENDED, contract=unknown),
        sender=SENDER,
        language=Language.ENGLISH,
    )
    assert "Can be terminated until" not in plain(letter) + page(letter)
    assert "Price of a new period" not in plain(letter) + page(letter)
    known = write_letter(
        post(Template.CONTRACT_SUSPENDED), sender=SENDER, language=Language.ENGLISH
    )
    assert "    Can be terminated until: Wednesday, 31 March 2027\n" in plain(known)
    assert "    Price:                   12,500.00 Turkish Lira\n" in plain(known)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"kind": "unchanged"}, "as before"),
        ({"kind": "negotiated"}, "is agreed each time"),
        ({"kind": "percent", "percent": "-2.5"}, "changes by -2.5 %"),
        ({"kind": "index", "index": "CPI", "month": 1}, "follows the index CPI"),
        (
            {"kind": "index", "index": "CPI", "month": 1, "cap_percent": 10},
            "follows the index CPI, at most 10 % more",
        ),
    ],
)
def test_the_rule_of_a_price_is_said_in_words(rule: dict[str, object], said: str) -> None:
    agreed = AGREED.model_copy(update={"price_rule": rule})
    letter = write_letter(
        post(Template.CONTRACT_SUSPENDED, contract=agreed),
        sender=SENDER,
        language=Language.ENGLISH,
    )
    assert f"Price of a new period:   {said}\n" in plain(letter)


@pytest.mark.parametrize(
    ("language", "form", "greeting"),
    [
        (Language.TURKISH, None, "Sayın Ayşe Yılmaz,"),
        (Language.TURKISH, "formal", "Sayın Ayşe Yılmaz,"),
        (Language.TURKISH, "informal", "Merhaba Ayşe Yılmaz,"),
        (Language.TURKISH, "Sayın Ayşe Hanım", "Sayın Ayşe Hanım,"),
        (Language.ENGLISH, "Dear Ms {name}", "Dear Ms Ayşe Yılmaz,"),
        (Language.CHINESE, "尊敬的王先生", "尊敬的王先生："),
        (Language.CHINESE, "Formal", "尊敬的Ayşe Yılmaz："),
        (Language.PERSIAN, "جناب آقای کریمی", "جناب آقای کریمی،"),
        (Language.PERSIAN, "سرکار خانم {name}", "\u2068سرکار خانم Ayşe Yılmaz\u2069،"),
        (Language.ENGLISH, "Dear {name}\n{secret}", "Dear Ayşe Yılmaz {secret},"),
    ],
)
def test_people_are_addressed_as_the_register_says(
    language: Language, form: str | None, greeting: str
) -> None:
    letter = write_letter(post(form_of_address=form), sender=SENDER, language=language)
    assert plain(letter).split("\n")[0] == greeting
