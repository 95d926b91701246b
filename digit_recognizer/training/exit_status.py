"""How a training script ends: with its exit status, and a sentence for what went wrong."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from digit_recognizer.training.data_files import DataError
from digit_recognizer.training.run_folder import CannotResume, Diverged, what_is_kept

INTERRUPTED = 130  # the customary exit status after Ctrl-C


def exit_status(run: Callable[[], None], output: Path) -> int:
    """Runs the training. Returns 0 done, 2 something given cannot be used, 130 Ctrl-C.

    output: the model file that it writes.
    """
    start = time.time()
    try:
        run()
    except (DataError, CannotResume, Diverged, ImportError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(error, what_is_kept(output, start), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nStopped. {what_is_kept(output, start)}", file=sys.stderr)
        return INTERRUPTED
    return 0


def leave(status: int) -> NoReturn:
    """Ends the script."""
    if status == INTERRUPTED:
        sys.stdout.flush()
        os._exit(status)  # TensorFlow's threads still run: shutting Python down could crash
    sys.exit(status)
