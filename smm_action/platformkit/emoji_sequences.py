"""The emoji that X counts as one though they are written as several code points: Emoji 11, as twemoji-parser 11 knows.

Characters of https://unicode.org/Public/emoji/11.0/ (read 2026-11), in the combinations that the parser, which
twitter-text 3.1.0 uses, takes for one. Newer sequences are counted code point by code point there, and so here.
Single code points need no pattern: they weigh 2 as they stand.
"""

from __future__ import annotations

import re

_SKIN = "[\U0001f3fb-\U0001f3ff]"
_VARIATION = "\ufe0f"
_JOIN = "\u200d"
_A = 0x1F1E6
"""Regional indicator A."""


def _indicators(letters: str) -> str:
    return "".join(chr(_A + ord(letter) - ord("A")) for letter in letters)


def _tags(code: str) -> str:
    return "".join(chr(0xE0000 + ord(letter)) for letter in code) + "\U000e007f"


_TEXT_BY_DEFAULT = (
    "[©®‼⁉™ℹ↔-↙↩↪⌚⌛⌨⏏⏭-⏯⏱⏲⏸-⏺Ⓜ▪▫▶◀◻-◾☀-☄☎☑☔☕☘☠☢☣☦☪☮☯☸-☺♀♂♈-♓♟♠♣♥♦♨♻♿⚒-⚗⚙⚛⚜⚠⚡⚪⚫⚰⚱⚽⚾⛄⛅⛈⛏⛑⛓⛔⛩⛪⛰-⛵⛸⛺⛽"
    "✂✈✉✏✒✔✖✝✡✳✴❄❇❗❣❤➡⤴⤵⬅-⬇⬛⬜⭐⭕〰〽㊗㊙🀄🅰🅱🅾🅿🈂🈚🈯🈷🌡🌤-🌬🌶🍽🎖🎗🎙-🎛🎞🎟🏍🏎🏔-🏟🏳🏵🏷🐿👁📽🕉🕊🕯🕰🕳🕶-🕹"
    "🖇🖊-🖍🖥🖨🖱🖲🖼🗂-🗄🗑-🗓🗜-🗞🗡🗣🗨🗯🗳🗺🛋🛍-🛏🛠-🛥🛩🛰🛳]"
)
_TAKES_BOTH = "[☝⛷⛹✌✍🏋🏌🕴🕵🖐]"
_TAKES_SKIN = (
    "[✊✋🎅🏂-🏄🏇🏊👂👃👆-👐👦-👩👮👰-👸👼💁-💃💅-💇💪🕺🖕🖖🙅-🙇🙋-🙏🚣🚴-🚶🛀🛌🤘-🤜🤞🤟🤦🤰-🤹🤽🤾🦵🦶🦸🦹🧑-🧝]"
)
_GENDERED = "[🏃🏄🏊👮👱👳👷💁💂💆💇🙅-🙇🙋🙍🙎🚣🚴-🚶🤦🤵🤷-🤹🤽🤾🦸🦹🧖-🧝]"
_REGIONS = (
    "ACDEFGILMOQRSTUWXZ BABDEFGHIJLMNOQRSTVWYZ CACDFGHIKLMNOPRUVWXYZ DEGJKMOZ EACEGHRSTU FIJKMOR "
    "GABDEFGHILMNPQRSTUWY HKMNRTU ICDELMNOQRST JEMOP KEGHIMNPRWYZ LABCIKRSTUVY MACDEFGHKLMNOPQRSTUVWXYZ "
    "NACEFGILOPRUZ OM PAEFGHKLMNRSTWY QA REOSUW SABCDEGHIJKLMNORSTVXYZ TACDFGHJKLMNORTVWZ UAGMNSYZ VACEGINU WFS "
    "XK YET ZAMW"
)
"""The first letter of a region's code and every second letter there is."""

_KEYCAP = f"[#*0-9]{_VARIATION}?\u20e3"
_SIGN = f"{_JOIN}[♀♂]{_VARIATION}"
_PROFESSION = f"[👨👩]{_SKIN}?{_JOIN}(?:[⚕⚖✈]{_VARIATION}|[🌾🍳🎓🎤🎨🏫🏭💻💼🔧🔬🚀🚒🦰-🦳])"
_PERSON = f"(?:{_GENDERED}{_SKIN}?|[👯🤼🧞🧟]|[⛹🏋🏌🕴🕵](?:{_SKIN}|{_VARIATION})){_SIGN}"
_COUPLE = f"(?:👩{_JOIN}❤{_VARIATION}{_JOIN}(?:💋{_JOIN})?[👨👩]|👨{_JOIN}❤{_VARIATION}{_JOIN}(?:💋{_JOIN})?👨)"
_FAMILY = f"(?:👨(?:{_JOIN}[👨👩])?|👩(?:{_JOIN}👩)?){_JOIN}(?:👦(?:{_JOIN}👦)?|👧(?:{_JOIN}[👦👧])?)"
_BANNER = f"🏳{_VARIATION}{_JOIN}🌈|🏴{_JOIN}☠{_VARIATION}|👁{_JOIN}🗨"
_NATION = "🏴(?:" + "|".join(_tags(code) for code in ("gbeng", "gbsct", "gbwls")) + ")"


_FLAG = "|".join(f"{_indicators(codes[0])}[{_indicators(codes[1:])}]" for codes in _REGIONS.split())

EMOJI = re.compile(
    f"{_PROFESSION}|{_PERSON}|{_COUPLE}|{_FAMILY}|{_BANNER}|{_KEYCAP}|{_TEXT_BY_DEFAULT}{_VARIATION}"
    f"|{_TAKES_BOTH}(?:{_VARIATION}{_SKIN}?|{_SKIN})|{_TAKES_SKIN}{_SKIN}|{_NATION}|{_FLAG}"
)
MAY_HOLD_SEQUENCE = re.compile("[\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff\U0001f1e6-\U0001f1ff\U000e007f]")
"""Without one of these no emoji has several code points."""
