from __future__ import annotations

from processors.config.language import LanguageConfig
from processors.language.classification import find_banner, find_portion_marks
from processors.language.portions import banner_texts, like_banners, near_rivals, portion_texts


def test_each_is_understood_as_one_mark() -> None:
    for text in portion_texts():
        (mark,) = find_portion_marks(text, LanguageConfig())
        assert (mark.start, mark.end) == (0, len(text))
        assert all(control.strip("/") for control in mark.controls)


def test_each_is_there_once_and_common_ones_are() -> None:
    texts = portion_texts()
    assert len(set(texts)) == len(texts)
    assert {"(S)", "(TS)", "(C)", "(U)", "(S//NF)", "(TS//SI//NF)", "(S//OC/NF)", "(S/NF)"} <= set(texts)


def test_each_banner_is_understood_as_one() -> None:
    for text in banner_texts():
        assert find_banner(text, LanguageConfig(), tolerant=False) is not None, text


def test_words_like_banners_are_none() -> None:
    assert not set(like_banners()) & set(banner_texts())


def test_near_rivals_differ_by_a_sign() -> None:
    assert {"SECRET,", "SECRET."} <= set(near_rivals("SECRET"))
    assert {"(S/INF)", "(S/NE)", "(s/nf)", "(TS/NF)", "(S/NF),"} <= set(near_rivals("(S/NF)"))
    for text in (*banner_texts(), *portion_texts()):
        assert text not in near_rivals(text)
        assert all(abs(len(rival) - len(text)) <= 1 for rival in near_rivals(text))
