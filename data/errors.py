"""The one error people see: something is wrong with what was asked or given."""


class Refused(Exception):
    """A request that cannot be carried out; nothing was changed.

    code is a stable name for scripts, the message a sentence that says what is
    wrong, where, and what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        # What an import had found out about the file's columns by then, for who asks; see data.intake.report.
        self.columns: tuple = ()
