"""zizmor, which reads workflows for what somebody could do with them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def assert_zizmor_is_silent(folder: Path) -> None:
    """It has read workflows in *folder*, and finds nothing of medium severity or above; it asks nobody."""
    command = [Path(sys.executable).with_name("zizmor"), "--offline", "--no-config", "--min-severity", "medium"]
    done = subprocess.run([*command, folder], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "publish.yml" in done.stderr
