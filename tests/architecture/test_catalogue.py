"""Every text a person can see goes through gettext and has an English translation."""

from config.cli import messages

# Packages whose English is complete. Once all are, this becomes ("src/",).
COMPLETE = ("src/wangge/faces/shell/", "src/wangge/core/notices/", "src/wangge/faces/portal/")


def test_complete_packages_miss_no_translation():
    faults = [line for line in (*messages.untranslated(), *messages.unmarked()) if line.startswith(COMPLETE)]

    assert faults == []
