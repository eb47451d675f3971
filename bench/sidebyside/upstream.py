"""The upstream of all three: a docker-registry, reached directly or over a slow line, and its access log."""

import re
import sys
import time
from pathlib import Path

from .content import Pusher
from .processes import MIB, Child, free_port

SLOW_RATE = 25 * MIB

_CONFIG = """\
version: 0.1
log:
  level: error
  accesslog:
    disabled: false
storage:
  filesystem:
    rootdirectory: {folder}/data
  cache:
    blobdescriptor: inmemory
http:
  addr: 127.0.0.1:{port}
"""

# A line is in Apache's combined format and is written when the response has ended.
_BLOB_GET = re.compile(r'"GET (?P<path>/v2/[^ ?]+/blobs/[^ ?]+)[^"]*" \d+ (?P<bytes>\d+)')
# Less than this is a probe (one byte, to ask whether a repository has a digest) and no fetch.
_PROBE_BYTES = 64 * 1024


class Upstream:
    def __init__(self, folder):
        folder.mkdir()
        self.port = free_port()
        config = folder / "registry.yml"
        config.write_text(_CONFIG.format(folder=folder, port=self.port))
        self._child = Child("the upstream registry", ["docker-registry", "serve", str(config)], folder / "access.log")
        self.slow_port = free_port()
        self._limiter = None
        try:
            self._child.seconds_to_answer(self.port)
            self._limiter = self._start_limiter(folder)
            self._limiter.seconds_to_answer(self.slow_port)
        except BaseException:
            self.stop()
            raise
        self.pusher = Pusher(self.port)

    def _start_limiter(self, folder):
        script = str(Path(__file__).with_name("limiter.py"))
        command = [sys.executable, script, str(self.slow_port), str(self.port), str(SLOW_RATE)]
        return Child("the rate limiter", command, folder / "limiter.log")

    def log_position(self):
        return self._child.output.stat().st_size

    def fetches_since(self, position, path):
        """GETs of the blob that moved more than a probe's bytes, once the log has been quiet for a moment."""
        size, quiet_since = -1, time.monotonic()
        while time.monotonic() - quiet_since < 0.5:
            if self.log_position() != size:
                size, quiet_since = self.log_position(), time.monotonic()
            time.sleep(0.05)
        with open(self._child.output, encoding="utf-8", errors="replace") as log:
            log.seek(position)
            return fetches_in(log, path)

    def stop(self):
        for child in (self._limiter, self._child):
            if child:
                child.stop()


def fetches_in(lines, path):
    gets = [match for line in lines if (match := _BLOB_GET.search(line)) and match["path"] == path]
    return sum(int(match["bytes"]) > _PROBE_BYTES for match in gets)
