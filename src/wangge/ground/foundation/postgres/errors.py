"""What the launcher says when there is no database to be had."""


class PostgresFault(Exception):
    """The embedded database cannot be started; the text is one sentence fit for the person who installs."""
