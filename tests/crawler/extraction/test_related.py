"""Related links as data, each with its place in the text."""

import pytest

from crawler.extraction import extract
from crawler.extraction.labels import READ_ALSO, READ_ALSO_LABEL
from crawler.items import RelatedLink

P = [
    "The harbour council voted on Tuesday to rebuild the northern breakwater, which a storm tore open in March.",
    "Work is to begin before the end of the year and will cost about four million crowns, said the council’s chair.",
    "Fishermen had asked for years that the wall be raised by a metre, a demand the engineers now support.",
]
URL = "https://tide.example/2026/breakwater/"


def links(*blocks: str) -> list[RelatedLink]:
    body = "".join(blocks)
    html = f"<html><body><article><h1>Harbour to get its breakwater back</h1><div class='text'>{body}</div></article></body></html>"
    return extract(html.encode(), url=URL).related_links


def p(text: str) -> str:
    return f"<p>{text}</p>"


def test_a_labelled_box_between_paragraphs() -> None:
    box = "<div><a href='/storm'><span class='ctaText'>Lire aussi</span>&nbsp; <span class='postTitle'>L'île sans phare</span></a></div>"
    assert links(p(P[0]), p(P[1]), box, p(P[2])) == [
        RelatedLink(
            url="https://tide.example/storm", text="L'île sans phare", label="Lire aussi", kind="related", position=2
        )
    ]


def test_a_label_beside_its_link() -> None:
    (link,) = links(
        p(P[0]), p("<strong>Baca juga: </strong><a href='/badai'>Badai merusak mercusuar lama di tanjung</a>"), p(P[1])
    )
    assert (link.label, link.text, link.position) == ("Baca juga", "Badai merusak mercusuar lama di tanjung", 1)


def test_a_label_above_a_list_of_links() -> None:
    items = "".join(f"<li><a href='/{n}'>The story number {n} of the storm on the coast</a></li>" for n in range(3))
    found = links(p(P[0]), p("Read more"), f"<ul>{items}</ul>", p(P[1]), p(P[2]))
    assert [(link.label, link.url) for link in found] == [("Read more", f"https://tide.example/{n}") for n in range(3)]


def test_links_inside_a_sentence_are_told_apart() -> None:
    sentence = "The <a href='https://engineers.example/report'>engineers’ report</a> was published in June and names three causes."
    (link,) = links(p(P[0]), p(sentence), p(P[1]))
    assert (link.kind, link.text, link.position) == ("in_text", "engineers’ report", 2)


def test_a_source_line_behind_the_text() -> None:
    (link,) = links(p(P[0]), p(P[1]), p(P[2]), p("Source: <a href='https://agency.example/1'>Coast Press</a>"))
    assert (link.kind, link.label, link.text, link.position) == ("source", "Source", "Coast Press", 3)


def test_links_that_lead_nowhere_are_left_out() -> None:
    sentence = "See <a href='#top'>the top</a>, <a href='javascript:x()'>this</a> and <a href='mailto:a@b.example'>write to us</a> about it all, please."
    assert links(p(P[0]), p(sentence), p(P[1])) == []


@pytest.mark.parametrize("label", sorted({label for labels in READ_ALSO.values() for label in labels}))
def test_every_label_is_recognised_with_what_may_follow_it(label: str) -> None:
    for text in (f"{label}: Title", f"{label}\u00a0 Title".replace("\u00a0", " "), f"» {label} | Title", label):
        found = READ_ALSO_LABEL.match(text)
        assert found, text
        assert text.lower().find(found[1].lower()) >= 0


def test_labels_in_forty_languages() -> None:
    assert len(READ_ALSO) >= 40


def test_a_sentence_that_begins_like_a_label_stays() -> None:
    sentence = "Read more slowly, advised the teacher, and the class of thirty pupils in the harbour school did as they were told."
    html = f"<html><body><article><h1>Reading at the harbour school</h1>{p(P[0])}{p(sentence)}{p(P[1])}</article></body></html>"
    assert sentence in extract(html.encode(), url=URL).article_body
