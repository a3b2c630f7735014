"""Compiled templates, kept where Python keeps the bytecode of this package: whoever can change one can change both."""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache

from sitegen import code_version

_FOLDER = Path(cache_from_source(__file__)).parent
_DIGEST = hashlib.sha256().digest_size


class CompiledTemplates(BytecodeCache):
    """Those of one *form*: of one language, for pages or for messages. Each replaces the one before it, as in Python.

    Bytecode counts only if it is whole, and was made of the same template by the same code and libraries, for a site of
    which the same is *known*: Jinja2 applies a filter of a constant, such as a link, when it compiles. Where it cannot
    be written, or Python shall write none, every process compiles what it needs.
    """

    def __init__(self, form: str, known: str) -> None:
        self._form = form
        self._known = known

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """The place for the bytecode of a template, with what stands for all that it is compiled from."""
        key = f"{name.replace('/', '.')}.{self._form}.{sys.implementation.cache_tag}.template"
        bucket = Bucket(environment, key, f"{code_version()} {self._known} {filename} {source}")
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read it, if it is there and counts."""
        try:
            data = (_FOLDER / bucket.key).read_bytes()
        except OSError:
            return
        # Python may crash on bytecode that is damaged.
        if data[:_DIGEST] == _seal(bucket, data[_DIGEST:]):
            bucket.code = marshal.loads(data[_DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write it, whole or not at all."""
        if sys.dont_write_bytecode:
            return
        code = marshal.dumps(bucket.code)
        staged = _FOLDER / f"{bucket.key}.{os.getpid()}"
        with suppress(OSError):
            try:
                staged.write_bytes(_seal(bucket, code) + code)
                staged.replace(_FOLDER / bucket.key)
            finally:
                staged.unlink(missing_ok=True)


def _seal(bucket: Bucket, code: bytes) -> bytes:
    return hashlib.sha256(bucket.checksum.encode("utf-8", "surrogatepass") + code).digest()
