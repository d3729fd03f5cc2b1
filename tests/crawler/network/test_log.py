import logging

from crawler.network.log import FORMAT, OneLineFormatter, OneTraceback


def record(message: str, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("x", logging.ERROR, "x.py", 1, message, (), info)


def raised(text: str) -> ValueError:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def test_an_event_is_one_line_without_control_characters() -> None:
    line = OneLineFormatter(FORMAT).format(record("http://a/\nERROR forged \x1b[2J\x9b\x00"))
    assert "\n" not in line
    assert line.endswith(r"http://a/\nERROR forged \x1b[2J\x9b\x00")


def test_one_traceback_of_each_kind() -> None:
    once = OneTraceback()
    formatter = OneLineFormatter(FORMAT)
    lines = []
    for number in range(3):
        one = record(f"Could not read page {number}", raised("no"))
        assert once.filter(one)
        lines.append(formatter.format(one))
    assert "Traceback" in lines[0]
    assert all("Traceback" not in line and "ValueError, as above" in line for line in lines[1:])
