"""``ventanilla receive``: the listener that a local mail server delivers to."""

from __future__ import annotations

import argparse
import asyncio
import signal

import ventanilla.cli.boot  # noqa: F401  Django must be up before the rooms are imported
from ventanilla.intake.lmtp import listener


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=2424, help="port to listen on (2424)")
    parser.add_argument("--smtp", action="store_true", help="speak SMTP instead of LMTP")
    parser.add_argument("--hostname", default="localhost", help="the name it greets with (localhost)")


def run(arguments: argparse.Namespace) -> int:
    asyncio.run(_listen(arguments))
    return 0


async def _listen(arguments: argparse.Namespace) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server = await loop.create_server(
        lambda: listener(lmtp=not arguments.smtp, hostname=arguments.hostname),
        arguments.host,
        arguments.port,
    )
    async with server:
        print(f"Listening on {arguments.host}:{arguments.port}", flush=True)
        await ended.wait()
