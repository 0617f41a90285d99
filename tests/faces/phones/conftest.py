from tests.faces.phone.conftest import _as_wired, _nobody_else_writes  # noqa: F401
from tests.world import rules  # noqa: F401
