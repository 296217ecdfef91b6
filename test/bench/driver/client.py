# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A client of memcached's text protocol that asks for the same in every run."""

import hashlib
import os
import socket
import time

from driver.tools import Failed

KEYS = 4000
BATCH = 50


class Client:
    def __init__(self, path, process):
        self.connection = self.connect(path, process)
        self.file = self.connection.makefile("rb")

    @staticmethod
    def connect(path, process):
        """The server needs a moment until it listens."""
        for _ in range(500):
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(path)
                return connection
            except OSError:
                connection.close()
            # Popen's poll would take the status that the caller waits for.
            if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                break
            time.sleep(0.01)
        raise Failed(f"{process.args}: cannot be reached")

    def ask(self, requests, answers):
        """Sends `requests` at once; the lines of so many answers."""
        self.connection.sendall(b"".join(requests))
        lines = []
        while answers:
            line = self.file.readline()
            if not line:
                raise Failed("memcached has closed the connection")
            lines.append(line)
            # A hit has two lines more, and only the last counts.
            answers -= not line.startswith((b"VALUE", b"value"))
        return lines


def requests_of(count):
    """A fixed mixture: of ten, five look up, three store, one counts up and one
    deletes. Keys repeat, so that some are there and some are not."""
    state = 1
    for i in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        key = b"key-%d" % (state // 16 % KEYS)
        kind = i % 10
        if kind < 5:
            yield b"get %s\r\n" % key
        elif kind < 8:
            value = b"value" * (1 + state // 1024 % 20)
            yield b"set %s 0 0 %d\r\n%s\r\n" % (key, len(value), value)
        elif kind == 8:
            yield b"incr %s 1\r\n" % key
        else:
            yield b"delete %s\r\n" % key


def drive(client, count):
    """A digest of all answers."""
    digest = hashlib.sha256()
    batch = []

    def flush():
        for line in client.ask(batch, len(batch)):
            digest.update(line)
        batch.clear()

    for request in requests_of(count):
        batch.append(request)
        if len(batch) == BATCH:
            flush()
    if batch:
        flush()
    client.connection.close()
    return digest.hexdigest()
