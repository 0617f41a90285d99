"""Names of persons who do not exist: a surname with a solar term, a herb or a garden plant. Nobody is meant."""

import random
from collections.abc import Iterator

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何"
TERMS = (
    "立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑 "
    "立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至 小寒 大寒"
)
HERBS = (
    "党参 黄芪 当归 甘草 柴胡 茯苓 连翘 白术 防风 天麻 红花 半夏 "
    "远志 木香 丹参 桔梗 白芍 黄芩 秦艽 大黄 枸杞 沙棘 益母 款冬"
)
PLANTS = (
    "海棠 玉兰 石榴 银杏 梧桐 紫薇 木槿 腊梅 丁香 芙蓉 芍药 牡丹 "
    "茉莉 桂花 山茶 杜鹃 合欢 紫藤 凌霄 迎春 蔷薇 菖蒲 青竹 白杨"
)
CROPS = (
    "荞麦 胡麻 豌豆 燕麦 谷子 高粱 绿豆 红薯 山药 牛膝 地黄 怀菊 "
    "苜蓿 蚕豆 油菜 玉米 芝麻 花生 莲藕 菠菜 芹菜 南瓜 冬瓜 丝瓜"
)


def _crossed(first: str, second: str) -> list[str]:
    """The first character of each word of one list with the last of each of another: 立参, 立芪 …"""
    return list(dict.fromkeys(one[0] + other[-1] for one in first.split() for other in second.split()))


GIVEN = {
    "qingping": f"{TERMS} {HERBS}".split(),
    "jiaozuo": f"{PLANTS} {CROPS}".split(),
    "shanghu": _crossed(TERMS, HERBS),
    "qixing": _crossed(PLANTS, CROPS),
    "zone": _crossed(CROPS, TERMS),
}
TITLES = ("先生", "女士")


def invented_names(place: str, rng: random.Random) -> Iterator[str]:
    """Names for the staff and members of a place, none twice; every other place has others."""
    names = [f"{surname}{given}" for given in GIVEN[place] for surname in SURNAMES]
    rng.shuffle(names)
    yield from names


def caller_name(rng: random.Random) -> str:
    """How somebody who calls is written down: 周女士."""
    return f"{rng.choice(SURNAMES)}{rng.choice(TITLES)}"


def fictional_phone(number: int) -> str:
    """A mobile number in a range kept for examples: 13800000042."""
    return f"1380000{number % 10_000:04d}"
