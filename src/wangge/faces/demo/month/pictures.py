"""A few simple scenes, drawn, not photographed: before and after. Each is marked as a demonstration."""

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

from wangge.faces.demo.messages import Message
from wangge.ground.foundation import files
from wangge.ground.foundation.files import PreparedImage

SIZE = (960, 720)
HORIZON = 360
SKY, GRASS, EARTH, STONE, STEEL = (190, 214, 232), (132, 158, 96), (168, 138, 100), (150, 150, 146), (92, 98, 104)
WATER, GLOW, NIGHT, BRICK, RUBBISH = (110, 150, 186), (255, 226, 130), (36, 44, 66), (176, 112, 88), (70, 104, 74)
LAMP, WIRE, ROAD = ("路灯", "灯不亮", "灯的", "三盏"), ("电线", "线从", "扯线", "飞线"), ("路", "桥")
SCENES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {  # which scene for which words; none: for all
    "farming_road": (("road", ()),),
    "safety_road": (("lamp", LAMP), ("road", ROAD)),
    "environment_litter": (("litter", ()),),
    "environment_sewage": (("water", ("水",)),),
    "farming_water": (("water", ("管", "水")),),
    "safety_house": (("wall", ()),),
    "emergency_disaster": (("slope", ()),),
    "safety_fire": (("wire", WIRE),),
    "farming_power": (("wire", ("电线杆", "变压器")),),
    "city_facility": (("lamp", LAMP), ("road", ("路面", "井盖"))),
    "safety": (("wall", ("外墙",)),),
}

Draw = ImageDraw.ImageDraw


class Pictures:
    """Each scene is drawn and stored once; the same picture may belong to several cases."""

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._kept: dict[tuple[str, bool], PreparedImage] = {}

    def of(self, message: Message, *, done: bool) -> PreparedImage | None:
        """What a message is about, before or after the work; None where there is nothing to see."""
        scene = _scene_of(message)
        if scene is None:
            return None
        if (scene, done) not in self._kept:
            rng = random.Random(f"{self._seed}:{scene}")  # noqa: S311 - a demonstration, not a secret
            self._kept[scene, done] = files.receive_image(_drawn(scene, done, rng))
        return self._kept[scene, done]


def _scene_of(message: Message) -> str | None:
    told = f"{message.title} {message.body}"
    known = SCENES.get(message.category, ())
    return next((scene for scene, words in known if not words or any(word in told for word in words)), None)


def _drawn(scene: str, done: bool, rng: random.Random) -> bytes:
    image = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(image)
    hills = [(x, HORIZON - rng.randint(20, 110)) for x in range(0, SIZE[0] + 1, 160)]
    draw.polygon([(0, HORIZON), *hills, (SIZE[0], HORIZON)], fill=(150, 170, 150))
    draw.rectangle((0, HORIZON, *SIZE), fill=GRASS)
    PAINTERS[scene](draw, done, rng)
    draw.text((24, SIZE[1] - 60), "DEMO", font=ImageFont.load_default(size=40), fill=(255, 255, 255))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _road(draw: Draw, done: bool, rng: random.Random) -> None:
    draw.polygon([(430, HORIZON), (530, HORIZON), (860, SIZE[1]), (100, SIZE[1])], fill=STONE if done else EARTH)
    for _hole in range(0 if done else 9):
        x, y = rng.randint(300, 640), rng.randint(HORIZON + 60, SIZE[1] - 60)
        draw.ellipse((x, y, x + rng.randint(40, 110), y + rng.randint(14, 36)), fill=(96, 76, 56))


def _lamp(draw: Draw, done: bool, _rng: random.Random) -> None:
    draw.rectangle((0, 0, SIZE[0], HORIZON), fill=NIGHT)
    draw.rectangle((0, HORIZON, *SIZE), fill=(44, 52, 44))
    for x in (220, 480, 740):
        draw.rectangle((x, 150, x + 10, 600), fill=STEEL)
        draw.rectangle((x - 50, 140, x + 10, 156), fill=STEEL)
        if done:
            draw.polygon([(x - 50, 156), (x - 10, 156), (x + 60, 600), (x - 150, 600)], fill=(92, 92, 70))
            draw.ellipse((x - 56, 150, x - 4, 178), fill=GLOW)


def _litter(draw: Draw, done: bool, rng: random.Random) -> None:
    for x in (300, 480):
        draw.rectangle((x, 380, x + 140, 560), fill=RUBBISH)
        draw.rectangle((x - 8, 360, x + 148, 384), fill=(50, 80, 54))
    for _bag in range(0 if done else 26):
        x, y = rng.randint(180, 720), rng.randint(480, 640)
        shade = rng.choice(((40, 40, 44), (220, 220, 214), (196, 60, 54), (60, 90, 160)))
        draw.ellipse((x, y, x + rng.randint(30, 80), y + rng.randint(24, 56)), fill=shade)


def _water(draw: Draw, done: bool, rng: random.Random) -> None:
    draw.rectangle((80, 440, 880, 490), fill=STEEL)
    draw.rectangle((440, 425, 520, 505), fill=(60, 64, 70))
    if not done:
        draw.ellipse((300, 560, 700, 680), fill=WATER)
        for _drop in range(14):
            x = rng.randint(440, 520)
            draw.line((x, 500, x + rng.randint(-60, 60), 600), fill=WATER, width=6)


def _wall(draw: Draw, done: bool, rng: random.Random) -> None:
    draw.rectangle((180, 200, 780, 600), fill=BRICK)
    draw.polygon([(150, 200), (480, 80), (810, 200)], fill=(120, 80, 66))
    draw.rectangle((420, 400, 540, 600), fill=(90, 64, 48))
    if done:
        for x in (240, 640):
            draw.line((x, 600, x + 60, 260), fill=(200, 170, 110), width=16)
        return
    at = (300, 210)
    for _bend in range(7):
        then = (at[0] + rng.randint(-30, 44), at[1] + 54)
        draw.line((*at, *then), fill=(40, 30, 26), width=7)
        at = then


def _slope(draw: Draw, done: bool, rng: random.Random) -> None:
    draw.polygon([(0, 120), (420, HORIZON), (420, SIZE[1]), (0, SIZE[1])], fill=EARTH)
    draw.polygon([(420, 470), (960, 440), (960, 600), (420, 620)], fill=STONE)
    for _stone in range(3 if done else 30):
        x, y = (rng.randint(60, 380), 650) if done else (rng.randint(380, 760), rng.randint(440, 600))
        draw.ellipse((x, y, x + rng.randint(24, 70), y + rng.randint(20, 50)), fill=(120, 96, 70))


def _wire(draw: Draw, done: bool, rng: random.Random) -> None:
    lean = 0 if done else 90
    for x in (200, 700):
        draw.line((x + lean, 120, x, 640), fill=(96, 72, 52), width=18)
        draw.line((x + lean - 60, 160, x + lean + 60, 160), fill=(96, 72, 52), width=10)
    for nth in range(3):
        sag = 200 if done else 300 + 40 * rng.randint(0, 2)
        points = [(200 + lean - 40 + 40 * nth, 160), (450, sag + 10 * nth), (700 + lean - 40 + 40 * nth, 160)]
        draw.line(points, fill=(30, 30, 34), width=4)


PAINTERS: dict[str, Callable[[Draw, bool, random.Random], None]] = {
    "road": _road, "lamp": _lamp, "litter": _litter, "water": _water, "wall": _wall, "slope": _slope, "wire": _wire,
}  # fmt: skip
