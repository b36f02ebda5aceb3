"""A table of a benchmark shows every figure under its column, and leaves unknown ones empty."""

from bench.row import Row, table


def test_columns_stand_in_the_order_they_first_appear_and_unknown_cells_are_empty() -> None:
    rows = [
        Row("one", {"seconds": 0.512, "trips": 34, "stores": "rows"}),
        Row("other", {"seconds": 123.4, "stores": "not installed", "runs": "1"}),
    ]
    title, _, *lines = table("Title", rows).splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert title == "### Title"
    assert cells[0] == ["", "seconds", "trips", "stores", "runs"]
    assert cells[2:] == [["one", "0.51", "34", "rows", ""], ["other", "123", "", "not installed", "1"]]
    assert len({len(line) for line in lines}) == 1
