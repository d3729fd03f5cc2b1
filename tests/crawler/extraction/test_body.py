"""The text of an article, and nothing else: each test is a page of our own with one trap."""

from dataclasses import dataclass

import pytest

from crawler.extraction.body import Body, read_body
from crawler.extraction.page import parse_page

P = [
    "The harbour council voted on Tuesday to rebuild the northern breakwater, which a storm tore open in March.",
    "Work is to begin before the end of the year and will cost about four million crowns, said the council’s chair.",
    "Fishermen had asked for years that the wall be raised by a metre, a demand the engineers now support.",
    "“We have waited long enough,” said Marta Lind, who keeps two boats in the inner basin.",
    "The ferry to the islands will leave from the southern pier until the spring.",
]


@dataclass
class Known:
    """What the metadata knows."""

    headline: str | None = "Harbour to get its breakwater back"
    description: str | None = None
    article_text: str | None = None


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(inside: str, *, known: Known | None = None, remove: tuple[str, ...] = ()) -> Body:
    html = f"""<html><head><title>Harbour to get its breakwater back - The Tide</title></head><body>
    <nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li><li><a href="/sea">Sea</a></li></ul></nav>
    <main><article><h1>Harbour to get its breakwater back</h1>{inside}</article></main>
    <aside><h2>Most read</h2><ul><li><a href="/1">A whale was seen off the northern cape</a></li></ul></aside>
    <footer><p>The Tide is published by the Tide Company, Pier Street 4. All rights reserved.</p></footer></body></html>"""
    return read_body(parse_page(html.encode(), url="https://tide.example/a"), known or Known(), remove)


def test_paragraphs_of_one_container() -> None:
    assert read(f"<div class='text'>{paragraphs(*P)}</div>").paragraphs == P


def test_text_in_bare_divs_and_breaks() -> None:
    assert read("<div>" + "<br><br>".join(P) + "</div>").paragraphs == P
    assert read("".join(f"<div>{text}</div>" for text in P)).paragraphs == P


@pytest.mark.parametrize(
    "furniture",
    [
        "<p>Advertisement</p>",
        "<p><strong>Read also: </strong><a href='/x'>Storm damages the old lighthouse on the cape</a></p>",
        "<p><a href='/x'>Storm damages the old lighthouse on the cape</a></p>",
        "<div class='share'><a href='#'>Facebook</a> <a href='#'>Twitter</a></div>",
        "<p>Sign up for our morning newsletter and get the news of the coast in your inbox.</p>",
        "<figure><img src='a.jpg'><figcaption>The breakwater in March, seen from the pier.</figcaption></figure>",
        "<p>Photo: Karl Berg/Coast Press</p>",
        "<div style='display:none'><p>This paragraph is hidden from readers and is written for machines only.</p></div>",
        "<div class='comments'><p>I have been saying this for years, and nobody in the council ever listened to me.</p></div>",
        "<aside><p>The breakwater was built in 1911 by workers from the quarries behind the town.</p></aside>",
    ],
)
def test_furniture_between_paragraphs_is_left_out(furniture: str) -> None:
    body = read(f"<div class='text'>{paragraphs(*P[:2])}{furniture}{paragraphs(*P[2:])}</div>")
    assert body.paragraphs == P


def test_every_block_left_out_has_a_reason() -> None:
    body = read(f"<div class='text'>{paragraphs(*P[:3])}<p>Advertisement</p>{paragraphs(*P[3:])}</div>")
    assert [(block.text, block.reason) for block in body.blocks if block.text == "Advertisement"] == [
        ("Advertisement", "furniture")
    ]
    assert all(block.kept or block.reason for block in body.blocks)


def test_sub_headings_lists_and_quotes_stay_in_order() -> None:
    inside = (
        f"<p>{P[0]}</p><h2>What is planned</h2><p>{P[1]}</p><ul><li>a wall one metre higher</li>"
        f"<li>a new light at its end</li></ul><blockquote><p>{P[3]}</p></blockquote><p>{P[4]}</p>"
    )
    assert read(f"<div class='text'>{inside}</div>").paragraphs == [
        P[0], "What is planned", P[1], "a wall one metre higher", "a new light at its end", P[3], P[4],
    ]  # fmt: skip


def test_a_class_name_alone_removes_no_text() -> None:
    assert read(f"<div class='promo-teaser-wide'>{paragraphs(*P)}</div>").paragraphs == P


def test_the_page_in_a_form_is_still_a_page() -> None:
    html = (
        f"<html><body><form action='/'><h1>Harbour to get its breakwater back</h1>{paragraphs(*P)}</form></body></html>"
    )
    body = read_body(parse_page(html.encode(), url="https://tide.example/a"), Known())
    assert body.paragraphs == P


def test_the_headline_is_no_paragraph() -> None:
    assert read(f"<div class='text'><p>Harbour to get its breakwater back</p>{paragraphs(*P)}</div>").paragraphs == P


def test_a_standfirst_stands_apart() -> None:
    stand = "After the March storm the council spends four million on a higher wall."
    known = Known(description=stand)
    body = read(
        f"<header><p class='standfirst'>{stand}</p></header><div class='text'>{paragraphs(*P)}</div>", known=known
    )
    assert body.paragraphs == P
    assert body.standfirst == stand


def test_text_that_only_a_script_shows_is_found() -> None:
    hidden = f"<div style='display:none'>{paragraphs(*P)}</div>"
    assert read(f"<p>Loading the article …</p>{hidden}").paragraphs == P


def test_script_data_is_used_when_the_page_shows_far_less() -> None:
    text = "\n\n".join(P)
    body = read(f"<p>{P[0]}</p>", known=Known(article_text=text))
    assert body.paragraphs == P
    assert body.reader == "json-ld"


def test_a_source_can_name_what_is_to_be_ignored() -> None:
    odd = "<p class='odd'>The weather on the coast stays mild, with light winds from the west until the weekend.</p>"
    page = f"<div class='text'>{paragraphs(*P)}{odd}</div>"
    assert len(read(page).paragraphs) == 6
    assert read(page, remove=("p.odd",)).paragraphs == P


def test_teasers_that_outweigh_the_article_do_not_win() -> None:
    teaser = "<div class='box'><h3><a href='/{0}'>Story number {0} of this long and busy day</a></h3><div class='snippet'>{1}</div></div>"
    other = "Something quite different happened elsewhere on the coast, and it is told in a few short words here."
    boxes = "".join(teaser.format(number, other) for number in range(12))
    body = read(f"<div class='text'>{paragraphs(*P, *P)}</div></article><div class='rail'>{boxes}</div><article>")
    assert other not in body.paragraphs
    assert body.paragraphs[: len(P)] == P


def test_unspaced_scripts_and_right_to_left() -> None:
    japanese = ["市議会は火曜日、三月の嵐で壊れた北防波堤の再建を可決した。工事は年内に始まる見通しだという。"] * 1
    japanese += ["費用はおよそ四億円で、漁業者は長年、壁を一メートル高くするよう求めてきたと議長は述べた。"]
    arabic = ["صوّت مجلس الميناء يوم الثلاثاء على إعادة بناء حاجز الأمواج الشمالي الذي دمرته عاصفة في آذار."]
    arabic += ["ومن المقرر أن تبدأ الأعمال قبل نهاية السنة بكلفة تبلغ نحو أربعة ملايين، كما قال رئيس المجلس."]
    assert read(f"<div class='text'>{paragraphs(*japanese)}</div>").paragraphs == japanese
    assert read(f"<div class='text' dir='rtl'>{paragraphs(*arabic)}</div>").paragraphs == arabic
