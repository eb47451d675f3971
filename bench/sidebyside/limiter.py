"""A TCP relay whose connections share one rate towards the client: a slow line to the upstream.

Runs as a process of its own, so that neither the clients nor the servers wait for its interpreter.
"""

import asyncio
import sys

_CHUNK = 64 * 1024
# What may be made up after the scheduler was late: 50 ms of the rate, at most 1.25 % of a four-second transfer.
_BURST_SECONDS = 0.05


class Bucket:
    """Grants bytes at `rate` a second over all who ask, in the order of asking."""

    def __init__(self, rate):
        self._rate = rate
        self._free_at = 0.0

    async def take(self, size):
        now = asyncio.get_running_loop().time()
        self._free_at = max(self._free_at, now - _BURST_SECONDS) + size / self._rate
        if self._free_at > now:
            await asyncio.sleep(self._free_at - now)


async def _copy(reader, writer, bucket):
    try:
        while data := await reader.read(_CHUNK):
            if bucket:
                await bucket.take(len(data))
            writer.write(data)
            await writer.drain()
    except OSError:
        pass  # One side went away; closing tells the other.
    finally:
        writer.close()


async def serve(listen_port, upstream_port, rate):
    bucket = Bucket(rate)

    async def relay(client_reader, client_writer):
        reader, writer = await asyncio.open_connection("127.0.0.1", upstream_port, limit=_CHUNK)
        await asyncio.gather(_copy(client_reader, writer, None), _copy(reader, client_writer, bucket))

    server = await asyncio.start_server(relay, "127.0.0.1", listen_port, limit=_CHUNK, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
