"""What the upstream holds: images made of pseudo-random bytes, pushed through the registry API."""

import hashlib
import json
import random
import urllib.request
from dataclasses import dataclass

MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
_CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
_LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip"

# What containerd sends, so that every server parses a real header.
ACCEPT = ", ".join(
    [
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        MANIFEST_TYPE,
        "application/vnd.oci.image.index.v1+json",
        "*/*",
    ]
)


@dataclass(frozen=True)
class Image:
    """Paths of one pushed image, as a client asks for them."""

    repository: str
    tag: str
    manifest_digest: str
    layer_digests: tuple
    layer: bytes  # the first layer, to compare with what clients got

    @property
    def by_tag(self):
        return f"/v2/{self.repository}/manifests/{self.tag}"

    @property
    def by_digest(self):
        return f"/v2/{self.repository}/manifests/{self.manifest_digest}"

    @property
    def blob(self):
        return f"/v2/{self.repository}/blobs/{self.layer_digests[0]}"


class Pusher:
    """Pushes images to the registry at `port`. The same seed gives the same bytes."""

    def __init__(self, port, seed=1):
        self._base = f"http://127.0.0.1:{port}"
        self._random = random.Random(seed)

    def push(self, repository, tag, layer_sizes):
        layers = [self._random.randbytes(size) for size in layer_sizes]
        digests = tuple(self._push_blob(repository, layer) for layer in layers)
        config = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": digests}})
        descriptors = [_descriptor(_LAYER_TYPE, digest, len(layer)) for digest, layer in zip(digests, layers)]
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST_TYPE,
                "config": _descriptor(_CONFIG_TYPE, self._push_blob(repository, config.encode()), len(config)),
                "layers": descriptors,
            }
        ).encode()
        self._send("PUT", f"{self._base}/v2/{repository}/manifests/{tag}", manifest, MANIFEST_TYPE)
        return Image(repository, tag, digest_of(manifest), digests, layers[0])

    def _push_blob(self, repository, data):
        digest = digest_of(data)
        location = self._send("POST", f"{self._base}/v2/{repository}/blobs/uploads/", b"").headers["Location"]
        separator = "&" if "?" in location else "?"
        self._send("PUT", f"{location}{separator}digest={digest}", data)
        return digest

    @staticmethod
    def _send(method, url, body, content_type="application/octet-stream"):
        request = urllib.request.Request(url, body, {"Content-Type": content_type}, method=method)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as response:
            return response


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _descriptor(media_type, digest, size):
    return {"mediaType": media_type, "digest": digest, "size": size}
