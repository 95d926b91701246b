"""A virtual display of one's own, on Linux."""

import os
import shutil
import subprocess
import sys

IS_POSSIBLE = sys.platform == "linux" and shutil.which("Xvfb") is not None


def start_display():
    """Starts an X server on the first free display; returns its process and name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1200x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as number:
        return server, f":{number.readline().strip()}"  # it answers once it takes connections


def stop_display(server):
    server.terminate()
    server.wait()
