"""Every text a person can see goes through gettext and has an English translation."""

from config.cli import messages

# Where every text must have its English: everywhere.
COMPLETE = ("src/",)


def test_complete_packages_miss_no_translation():
    faults = [line for line in (*messages.untranslated(), *messages.unmarked()) if line.startswith(COMPLETE)]

    assert faults == []
