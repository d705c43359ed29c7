"""A headless Chromium for tests, driven over its DevTools protocol through a pipe: no port, no driver, no library.

Debian's package ``chromium`` has it.
"""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 60.0
"""Seconds until an answer must have come."""
KEYS = {
    "Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "End": 35, "Home": 36, "ArrowLeft": 37,
    "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40,
}  # fmt: skip


def program() -> str:
    """The path of a Chromium; "" where there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), "")


class Browser:
    """A running browser with one tab.

    Attributes:
        messages: what the tab's console said, and exceptions that nobody caught.
        requests: the addresses that it asked for.
    """

    def __init__(self, folder: Path) -> None:
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        # The browser reads commands from file 3 and answers on file 4.
        command = (
            f'exec "{program()}" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run '
            f'--remote-debugging-pipe --user-data-dir="{folder}" --force-color-profile=srgb --hide-scrollbars '
            f"about:blank 3<&{theirs_in} 4>&{theirs_out}"
        )
        self._process = subprocess.Popen(
            ["bash", "-c", command], pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        self._numbers = itertools.count(1)
        self._unread = b""
        self.messages: list[str] = []
        self.requests: list[str] = []
        self._loaded = 0
        self._session = ""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and wait for its result."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                found: dict[str, Any] = answer["result"]
                return found
            self._note(answer)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._in], [], [], PATIENCE)
            more = os.read(self._in, 1 << 20) if ready else b""
            assert more, "the browser says nothing"
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\0")
        found: dict[str, Any] = json.loads(line)
        return found

    def _note(self, event: Mapping[str, Any]) -> None:
        params = event.get("params", {})
        match event.get("method"):
            case "Runtime.consoleAPICalled":
                self.messages.append(" ".join(str(each.get("value", "")) for each in params["args"]))
            case "Runtime.exceptionThrown":
                self.messages.append(json.dumps(params["exceptionDetails"]))
            case "Log.entryAdded":
                self.messages.append(params["entry"]["text"])
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Page.loadEventFired":
                self._loaded += 1

    def open(self, path: Path, address: str = "") -> None:
        """Show a file, and wait until its script has painted it."""
        self.messages.clear()
        self.requests.clear()
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=f"{path.as_uri()}{address}")
        self.wait("document.readyState === 'complete' && document.documentElement.classList.contains('ready')")

    def run(self, script: str) -> Any:
        """The value of an expression in the page; promises are waited for."""
        found = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + PATIENCE
        while not self.run(f"Boolean({condition})"):
            assert time.monotonic() < end, f"never true: {condition}"
            time.sleep(0.02)

    def key(self, name: str, times: int = 1) -> None:
        """Press a key."""
        known = {"key": name, "code": name, "windowsVirtualKeyCode": KEYS[name]}
        for _ in range(times):
            down = {"text": "\r"} if name == "Enter" else {"text": " "} if name == " " else {}
            self.send("Input.dispatchKeyEvent", type="keyDown" if down else "rawKeyDown", **known, **down)
            self.send("Input.dispatchKeyEvent", type="keyUp", **known)

    def type(self, text: str) -> None:
        """Type a text into what has the focus."""
        self.send("Input.insertText", text=text)

    def point(self, selector: str, click: bool = False) -> None:
        """Move the mouse over an element, or click it."""
        box = self.run(
            f"(() => {{ const each = document.querySelector({json.dumps(selector)}); "
            "each.scrollIntoView({block: 'center', behavior: 'instant'}); const box = each.getBoundingClientRect(); "
            "return [box.x + box.width / 2, box.y + box.height / 2] })()"
        )
        where = {"x": box[0], "y": box[1]}
        self.send("Input.dispatchMouseEvent", type="mouseMoved", **where)
        if click:
            for kind in ("mousePressed", "mouseReleased"):
                self.send("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **where)

    def look(self, width: int, dark: bool = False) -> None:
        """Set the width of the window, and light or dark."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])

    def picture(self, path: Path) -> None:
        """Write a picture of the whole page, as PNG."""
        size = self.send("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        found = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        path.write_bytes(base64.b64decode(found["data"]))

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(OSError, AssertionError):
            self._session = ""
            self.send("Browser.close")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        if self._process.poll() is None:
            os.killpg(self._process.pid, 9)
            self._process.wait(10)
        os.close(self._out)
        os.close(self._in)


@contextlib.contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """A browser as long as the ``with`` block lasts."""
    browser = Browser(folder)
    try:
        yield browser
    finally:
        browser.close()
