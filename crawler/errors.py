"""The one exception family of the project. Each carries a message for people: what, to which source or URL, what to do."""


class NewsdeskError(Exception):
    """Base of every error this project raises on purpose."""
