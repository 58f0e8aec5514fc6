"""What goes wrong: in a call, or on the way to the server."""


class UsageError(ValueError):
    """That a call is wrong: one line that names the thing, the rule and what was found."""


class ServerError(RuntimeError):
    """That there is no server, that it is full, or that it has ended the session."""
