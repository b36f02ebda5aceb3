import pytest

pytest.register_assert_rewrite("tests.work.follow", "tests.work.walk", "tests.work.day")
