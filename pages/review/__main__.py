"""`python -m pages.review`: the quarterly review as slides, PDF and workbook, and the weekly digest, for schedules."""

import gc
import logging
import os


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # matrices are small: threads would wait for one another
    gc.disable()  # a command that soon ends frees all then, and to search before takes a tenth of its time
    logging.disable(logging.WARNING)  # Streamlit says, from its import on, that it finds no server of its own
    from pages.review import command

    command.main()


if __name__ == "__main__":
    main()
