"""A real nginx before Earmark, run with the configuration that the manual shows."""

import contextlib
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

MANUAL = Path(__file__).parents[2] / "docs" / "install" / "proxy.md"

FRAME = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {server}
}}
"""

HOST = "127.0.0.1"


def block_of_the_manual() -> str:
    """The server block for nginx, as it stands in the manual."""
    [block] = re.findall(r"```nginx\n(.*?)```", MANUAL.read_text(), re.DOTALL)
    return str(block)


def taking_the_prefix_off(block: str) -> str:
    """The block changed as the manual says for a proxy that takes the sub-path off."""
    changed = block.replace(
        "proxy_pass http://127.0.0.1:8000;", "proxy_pass http://127.0.0.1:8000/;"
    )
    return changed.replace('X-Forwarded-Prefix ""', "X-Forwarded-Prefix /read")


def without_sub_path(block: str) -> str:
    """The block changed as the manual says for a host of Earmark's own."""
    return block.replace("location /read/ {", "location / {").replace("/read/metrics", "/metrics")


@contextlib.contextmanager
def nginx(folder: Path, block: str, port: int, earmark_port: int) -> Iterator[ssl.SSLContext]:
    """nginx on ``port`` before Earmark on ``earmark_port``; gives the trust in its certificate."""
    folder.mkdir()
    certificate, key = folder / "cert.pem", folder / "key.pem"
    _make_certificate(certificate, key)
    server = (
        block.replace("listen 443", f"listen {HOST}:{port}")
        .replace("server_name example.org", f"server_name {HOST}")
        .replace("/etc/ssl/example.org.pem", str(certificate))
        .replace("/etc/ssl/example.org.key", str(key))
        .replace("127.0.0.1:8000", f"{HOST}:{earmark_port}")
    )
    settings = folder / "nginx.conf"
    settings.write_text(FRAME.format(folder=folder, server=server))
    process = subprocess.Popen(["nginx", "-p", folder, "-c", settings], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process, folder)
        yield ssl.create_default_context(cafile=certificate)
    finally:
        process.terminate()
        process.wait(10)


def _make_certificate(certificate: Path, key: Path) -> None:
    subject = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=IP:{HOST}"]
    files = ["-keyout", key, "-out", certificate, "-days", "2", "-nodes"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", *subject, *files]
    subprocess.run(command, check=True, capture_output=True)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, (folder / "error.log").read_text()
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")
