from tests.world import rules  # noqa: F401
