"""What goes wrong in the bridge, said so that a person can act on it."""


class BridgeError(Exception):
    """A failure with a stable code and a sentence or two for the person.

    ``message`` says what happened and what to do; JupyterLab shows it as it is.
    What only a log should hear is the exception's ``__cause__``.
    """

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message
