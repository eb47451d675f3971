"""The servers under test: how each is configured and started in front of an upstream."""

import os
import shutil
import subprocess
from pathlib import Path

from .processes import BenchError, Child, free_port

CHECKOUT = Path(__file__).resolve().parents[2]

# keepalive_requests and the upstream keep-alive spare nginx reconnects that the others do not make either;
# with the lock timeouts at their default of 5 s every waiting client would fetch for itself.
_NGINX = """\
{user}
daemon off;
worker_processes 2;
worker_rlimit_nofile 8192;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{
    worker_connections 4096;
}}
http {{
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    access_log {folder}/access.log combined;
    client_body_temp_path {folder}/client-body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    proxy_cache_path {folder}/cache levels=1:2 keys_zone=registry:10m max_size=50g inactive=7d use_temp_path=off;
    upstream registry {{
        server 127.0.0.1:{upstream_port};
        keepalive 16;
    }}
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location / {{
            proxy_pass http://registry;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_cache registry;
            proxy_cache_key $uri;
            proxy_cache_valid 200 1h;
            proxy_ignore_headers Cache-Control Expires Set-Cookie Vary X-Accel-Expires;
            proxy_cache_lock on;
            proxy_cache_lock_timeout 10m;
            proxy_cache_lock_age 10m;
        }}
    }}
}}
"""

_REGISTRY = """\
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
proxy:
  remoteurl: http://127.0.0.1:{upstream_port}
"""

_ENTREPOT = """\
listen: 127.0.0.1:{port}
admin: 127.0.0.1:0
data: {folder}/data
default-upstream: bench.test
upstreams:
  bench.test:
    url: http://127.0.0.1:{upstream_port}
    tag-ttl: 1h
"""


class Running:
    """A server that answers. `seconds_to_answer` counts from the start of its process."""

    def __init__(self, kind, folder, upstream_port):
        folder.mkdir(parents=True)
        self.name = kind.name
        self.port = free_port()
        config = folder / "config"
        config.write_text(kind.config(folder, self.port, upstream_port))
        self.child = Child(kind.name, kind.command(config, folder), folder / "output.log", CHECKOUT)
        try:
            self.seconds_to_answer = self.child.seconds_to_answer(self.port)
        except BaseException:
            self.child.stop()
            raise


class Nginx:
    name = "nginx"

    @staticmethod
    def version():
        return _first_line(["nginx", "-v"])

    @staticmethod
    def config(folder, port, upstream_port):
        user = "user root;" if os.geteuid() == 0 else ""  # Workers must reach a folder that is ours alone.
        return _NGINX.format(folder=folder, port=port, upstream_port=upstream_port, user=user)

    @staticmethod
    def command(config, folder):
        return ["nginx", "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(config)]


class Registry:
    name = "registry"

    @staticmethod
    def version():
        return _first_line(["docker-registry", "--version"])

    @staticmethod
    def config(folder, port, upstream_port):
        return _REGISTRY.format(folder=folder, port=port, upstream_port=upstream_port)

    @staticmethod
    def command(config, folder):
        return ["docker-registry", "serve", str(config)]


class Entrepot:
    name = "entrepot"

    @staticmethod
    def version():
        """Also builds what is not built, so that no start is measured with a build in it."""
        # A server is what is measured: with what the launcher prepares for one.
        _first_line(["./entrepot", "serve", "--help"])
        return _first_line(["./entrepot", "version"])

    @staticmethod
    def config(folder, port, upstream_port):
        return _ENTREPOT.format(folder=folder, port=port, upstream_port=upstream_port)

    @staticmethod
    def command(config, folder):
        return ["./entrepot", "serve", "--config", str(config)]


KINDS = {kind.name: kind for kind in (Nginx, Registry, Entrepot)}


def require_programs(names):
    missing = [name for name in names if not shutil.which(name)]
    if missing:
        raise BenchError(f"not found: {', '.join(missing)} (Debian: apt install nginx-light docker-registry wrk)")


def _first_line(command):
    done = subprocess.run(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise BenchError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}")
    lines = done.stdout.strip().splitlines()
    return lines[-1] if lines else ""
