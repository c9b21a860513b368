"""A client of yaml-language-server, as an editor is one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class LanguageServer:
    """Speaks to the server over its standard streams.

    Args:
        process: The server.
        schema: The schema to complete and check from.
    """

    def __init__(self, process: subprocess.Popen[bytes], schema: Path) -> None:
        self._process = process
        self._number = 0
        self._opened = 0
        schemas = {schema.as_uri(): "*.yaml"}
        self._settings = {"schemas": schemas, "validate": True, "completion": True, "hover": True}
        self._request(
            "initialize", {"processId": None, "rootUri": None, "capabilities": {"workspace": {"configuration": True}}}
        )
        self._notify("initialized", {})
        self._notify("workspace/didChangeConfiguration", {"settings": {"yaml": self._settings}})

    def problems(self, text: str) -> list[tuple[int, int, str]]:
        """Line and column, from 0, and message of what an editor underlines."""
        self._open(text)
        while True:
            message = self._read()
            is_told = message.get("method") == "textDocument/publishDiagnostics"
            if is_told and message["params"]["uri"] == self._document:
                found = message["params"]["diagnostics"]
                return [(*_place(item["range"]["start"]), item["message"]) for item in found]

    def completions(self, text: str, line: int, column: int) -> set[str]:
        """What an editor offers at a place."""
        self._open(text)
        found = self._request("textDocument/completion", self._at(line, column))
        return {item["label"] for item in found["items"]}

    def hover(self, text: str, line: int, column: int) -> str:
        """What an editor shows of what is at a place."""
        self._open(text)
        found = self._request("textDocument/hover", self._at(line, column))
        return str(found["contents"]["value"]) if found else ""

    def _open(self, text: str) -> None:
        """Open a new document: what is told of one that is closed would come late."""
        self._opened += 1
        document = {"uri": self._document, "languageId": "yaml", "version": 1, "text": text}
        self._notify("textDocument/didOpen", {"textDocument": document})

    @property
    def _document(self) -> str:
        return f"file:///config{self._opened}.yaml"

    def _at(self, line: int, column: int) -> dict[str, Any]:
        return {"textDocument": {"uri": self._document}, "position": {"line": line, "character": column}}

    def _request(self, method: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": parameters})
        while True:
            message = self._read()
            if message.get("id") == self._number and "method" not in message:
                return message["result"]

    def _notify(self, method: str, parameters: dict[str, Any]) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> Any:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message = json.loads(self._process.stdout.read(length))
        if "id" in message and message.get("method") == "workspace/configuration":
            sections = [item.get("section") for item in message["params"]["items"]]
            settings = [self._settings if section == "yaml" else None for section in sections]
            self._send({"id": message["id"], "result": settings})
        elif "id" in message and "method" in message:
            self._send({"id": message["id"], "result": None})
        return message


@contextmanager
def language_server(program: Path, schema: Path) -> Iterator[LanguageServer]:
    """Run the server for as long as it is spoken to."""
    with subprocess.Popen([program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield LanguageServer(process, schema)
        process.kill()


def _place(position: dict[str, int]) -> tuple[int, int]:
    return position["line"], position["character"]
