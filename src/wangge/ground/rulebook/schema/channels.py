"""channels.toml: the ways a matter reaches the place."""

from typing import Literal

from wangge.ground.rulebook.schema.base import Code, Label, Strict, YesNo

ChannelKind = Literal["qr", "portal", "phone_hotline", "window", "patrol", "online", "upstream", "visit"]


class Channel(Strict):
    """A way in. `public`: a resident uses it himself; `operator`: staff enter for the asker."""

    code: Code
    label: Label
    kind: ChannelKind
    public: YesNo = False
    operator: YesNo = False
    contact_required: YesNo = False


class ChannelsFile(Strict):
    """The content of channels.toml."""

    channels: tuple[Channel, ...]
