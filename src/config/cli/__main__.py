"""`python -m config.cli` is `wangge`, also where the script is not on the path."""

import sys

from config.cli import main

sys.exit(main())
