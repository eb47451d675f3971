"""Clients that do what clients do: mostly what is held, some that is not, ranges, questions, and going away in the middle."""

import hashlib
import http.client
import random
import socket
import threading
import time
from dataclasses import dataclass

from sidebyside.content import ACCEPT
from sidebyside.processes import MIB

_CLIENTS = 8
_IMAGES = 30
_POPULAR = 6
_LIMIT = 60
# Between two requests of one client: two cores are shared with the server and its upstream.
_PAUSE = 0.005


@dataclass(frozen=True)
class Pushed:
    """An image and how large its layers are."""

    image: object
    layer_sizes: tuple

    @property
    def size(self):
        return sum(self.layer_sizes)


class Load:
    def __init__(self, port, images):
        self._port = port
        self._images = images
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._client, args=(seed,), daemon=True) for seed in range(_CLIENTS)]
        self.requests = 0
        self.wrong = 0
        self.hung = 0
        self.complaints = []

    @staticmethod
    def push(pusher):
        images = []
        for number in range(_IMAGES):
            sizes = (MIB // 8, (1 + number % 4) * MIB, (4 + number % 13) * MIB)
            images.append(Pushed(pusher.push(f"soak/app{number}", "latest", sizes), sizes))
        return images

    def start(self):
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._stopping.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(_LIMIT + 5)

    def _client(self, seed):
        chance = random.Random(seed)
        connection = None
        while not self._stopping.is_set():
            connection = connection or http.client.HTTPConnection("127.0.0.1", self._port, timeout=_LIMIT)
            kinds = [self._popular, self._pull, self._range, self._nobody, self._head, self._go_away]
            do = chance.choices(kinds, (70, 6, 8, 6, 8, 2))[0]
            try:
                if do(connection, chance):
                    connection.close()
                    connection = None
            except socket.timeout as failure:
                self._complain(do, failure, hung=True)
                connection = None
            except (OSError, http.client.HTTPException, ValueError) as failure:
                self._complain(do, failure)
                connection = None
            time.sleep(_PAUSE)

    def _complain(self, do, failure, hung=False):
        with self._lock:
            self.hung += hung
            self.wrong += not hung
            if len(self.complaints) < 20:
                self.complaints.append(f"{do.__name__.strip('_')}: {failure!r}")

    def _ask(self, connection, method, path, expected, headers=()):
        connection.request(method, path, headers={"Accept": ACCEPT, **dict(headers)})
        answer = connection.getresponse()
        with self._lock:
            self.requests += 1
        if answer.status != expected:
            raise ValueError(f"{method} {path} was answered by {answer.status}: {answer.read(300)!r}")
        return answer

    def _popular(self, connection, chance):
        image = self._images[chance.randrange(_POPULAR)].image
        path = chance.choice([image.by_tag, image.by_digest, image.blob])
        self._ask(connection, "GET", path, 200).read()

    def _pull(self, connection, chance):
        image = chance.choice(self._images).image
        self._ask(connection, "GET", image.by_tag, 200).read()
        for digest in image.layer_digests:
            answer = self._ask(connection, "GET", f"/v2/{image.repository}/blobs/{digest}", 200)
            found = hashlib.sha256()
            while chunk := answer.read(MIB):
                found.update(chunk)
            if "sha256:" + found.hexdigest() != digest:
                raise ValueError(f"other bytes than those of {digest}")

    def _range(self, connection, chance):
        pushed = chance.choice(self._images)
        digest, size = pushed.image.layer_digests[-1], pushed.layer_sizes[-1]
        first = chance.randrange(size)
        last = min(size, first + MIB // 4) - 1
        path = f"/v2/{pushed.image.repository}/blobs/{digest}"
        body = self._ask(connection, "GET", path, 206, {"Range": f"bytes={first}-{last}"}).read()
        if len(body) != last - first + 1:
            raise ValueError(f"{len(body)} bytes for {first}-{last} of {digest}")

    def _nobody(self, connection, chance):
        digest = "sha256:" + hashlib.sha256(chance.randbytes(8)).hexdigest()
        self._ask(connection, "GET", f"/v2/soak/app0/blobs/{digest}", 404).read()

    def _head(self, connection, chance):
        self._ask(connection, "HEAD", chance.choice(self._images).image.by_tag, 200).read()

    def _go_away(self, connection, chance):
        image = chance.choice(self._images).image
        answer = self._ask(connection, "GET", f"/v2/{image.repository}/blobs/{image.layer_digests[-1]}", 200)
        answer.read(chance.randrange(MIB))
        return True
