"""The emoji that X counts as one, though they are several characters: those of Emoji 12, by the rules that make them.

A newer sequence counts as its characters here, which is never less than what X counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_JOINER, _AS_PICTURE, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"
_TONES = "🏻🏼🏽🏾🏿"
_WITH_TONE = (
    "☝⛹✊✋✌✍🎅🏂🏃🏄🏇🏊🏋🏌👂👃👆👇👈👉👊👋👌👍👎👏👐👦👧👨👩👫👬👭👮👰👱👲👳👴👵👶👷👸👼💁💂💃💅💆💇💪🕴🕵🕺🖐🖕🖖🙅🙆🙇🙋🙌🙍🙎🙏"
    "🚣🚴🚵🚶🛀🛌🤏🤘🤙🤚🤛🤜🤞🤟🤦🤰🤱🤲🤳🤴🤵🤶🤷🤸🤹🤽🤾🦵🦶🦸🦹🦻🧍🧎🧏🧑🧒🧓🧔🧕🧖🧗🧘🧙🧚🧛🧜🧝"
)
_ALSO_TEXT = (
    "©®‼⁉™ℹ↔↕↖↗↘↙↩↪⌨⏏⏭⏮⏯⏱⏲⏸⏹⏺Ⓜ▪▫▶◀◻◼☀☁☂☃☄☎☑☘☝☠☢☣☦☪☮☯☸☹☺♀♂♟♠♣♥♦♨♻♾⚒⚔⚕⚖⚗⚙⚛⚜⚠⚰⚱⛈⛏⛑⛓⛩⛰⛱⛴⛷⛸⛹✂✈✉✌✍✏✒✔✖✝✡"
    "✳✴❄❇❣❤➡⤴⤵⬅⬆⬇〰〽㊗㊙🅰🅱🅾🅿🈂🈷🌡🌤🌥🌦🌧🌨🌩🌪🌫🌬🌶🍽🎖🎗🎙🎚🎛🎞🎟🏋🏌🏍🏎🏔🏕🏖🏗🏘🏙🏚🏛🏜🏝🏞🏟🏳🏵🏷🐿👁📽🕉🕊🕯🕰🕳🕴🕵🕶🕷🕸🕹🖇🖊"
    "🖋🖌🖍🖐🖥🖨🖱🖲🖼🗂🗃🗄🗑🗒🗓🗜🗝🗞🗡🗣🗨🗯🗳🗺🛋🛍🛎🛏🛠🛡🛢🛣🛤🛥🛩🛰🛳"
)
"""Characters that are a picture where U+FE0F follows; © and ® are counted as one without it too."""
_MAN_OR_WOMAN = "👱🙍🙎🙅🙆💁🙋🧏🙇🤦🤷👮💂👷👳🦸🦹🧙🧚🧛🧜🧝💆💇🚶🧍🧎🏃🧖🧗🏄🚣🏊🚴🚵🤸🤽🤾🤹🧘"
_MAN_OR_WOMAN_ALSO_TEXT = "🕵🏌⛹🏋"
_MAN_OR_WOMAN_WITHOUT_TONE = "🧞🧟👯🤼"
_WORK = "🦰🦱🦳🦲🎓🏫🌾🍳🔧🏭💼🔬💻🎤🎨🚀🚒🦯🦼🦽"
_WORK_ALSO_TEXT = "⚕⚖✈"
_REGIONS = """
ACADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCPCRCUCVCWCXCYCZDEDG
DJDKDMDODZEAECEEEGEHERESETEUFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUICIDIEILIMINIOIQIRISITJEJMJOJP
KEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPE
PFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTATCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUN
USUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW
"""


@cache
def emoji_pattern() -> re.Pattern[str]:
    """Matches a sequence that counts as one, the longest first; and © and ®, which alone count as two."""
    return re.compile("|".join(_alternatives()))


def _alternatives() -> Iterator[str]:
    tone, picture = f"[{_TONES}]?", f"{_AS_PICTURE}?"
    yield f"👁{picture}{_JOINER}🗨{picture}|🏳{picture}{_JOINER}🌈|🏴{_JOINER}☠{picture}|🐕{_JOINER}🦺"
    yield f"(?:[{_MAN_OR_WOMAN}]{tone}|[{_MAN_OR_WOMAN_WITHOUT_TONE}]){_JOINER}[♂♀]{picture}"
    yield f"[{_MAN_OR_WOMAN_ALSO_TEXT}](?:[{_TONES}]|{picture}){_JOINER}[♂♀]{picture}"
    yield f"[👨👩]{tone}{_JOINER}(?:[{_WORK}]|[{_WORK_ALSO_TEXT}]{picture})"
    yield from sorted(_holding_hands(), key=len, reverse=True)
    yield f"(?:👩{_JOINER}❤{picture}{_JOINER}(?:💋{_JOINER})?[👨👩]|👨{_JOINER}❤{picture}{_JOINER}(?:💋{_JOINER})?👨)"
    children = f"(?:👧{_JOINER}👦|👧{_JOINER}👧|👦{_JOINER}👦|👧|👦)"
    yield f"(?:👨{_JOINER}[👨👩]|👩{_JOINER}👩|[👨👩]){_JOINER}{children}"
    yield f"[{_WITH_TONE}][{_TONES}]"
    yield f"[{_ALSO_TEXT}]{_AS_PICTURE}"
    yield f"[0-9#*]{picture}{_KEYCAP}"
    regions = "".join(_REGIONS.split())
    yield from (_flag(regions[place : place + 2]) for place in range(0, len(regions), 2))
    yield from (f"🏴{_tags(name)}" for name in ("gbeng", "gbsct", "gbwls"))
    yield "[©®]"


def _holding_hands() -> Iterator[str]:
    """Two people, each of a tone; which come in which order is the list of Emoji 12."""
    tones = range(len(_TONES))
    hands = f"{_JOINER}🤝{_JOINER}"
    yield f"🧑{hands}🧑"
    for one in tones:
        for other in tones:
            left, right = _TONES[one], _TONES[other]
            if one >= other:
                yield f"🧑{left}{hands}🧑{right}"
            if one > other:
                yield from (f"👩{left}{hands}👩{right}", f"👨{left}{hands}👨{right}")
            if one != other:
                yield f"👩{left}{hands}👨{right}"


def _flag(region: str) -> str:
    return "".join(chr(ord(letter) - ord("A") + 0x1F1E6) for letter in region)


def _tags(name: str) -> str:
    return "".join(chr(ord(letter) + 0xE0000) for letter in name) + "\U000e007f"
