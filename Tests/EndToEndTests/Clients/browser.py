"""Opens a page in a headless Chromium as wide as asked, runs a script in it, and says what came of it, in JSON.

usage: browser.py FOLDER WIDTH SCHEME URL SCRIPT [PICTURE.png]

FOLDER is for the browser's own files; SCHEME is light or dark. The script's last promise is waited for. The answer has its value
(result), every address that the page asked for (requests), and whatever the page complained about (problems).
"""

import base64
import json
import os
import subprocess
import sys

folder, width, scheme, url, script, *picture = sys.argv[1:]

# Chromium reads commands from its descriptor 3 and writes answers to 4, each ended by a zero byte.
from_us, to_browser = os.pipe()
from_browser, to_us = os.pipe()


def place_pipes():
    os.dup2(from_us, 13)
    os.dup2(to_us, 14)
    os.dup2(13, 3)
    os.dup2(14, 4)


browser = subprocess.Popen(
    [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        f"--user-data-dir={folder}", "--remote-debugging-pipe",
    ],
    env={**os.environ, "HOME": folder},
    stdin=subprocess.DEVNULL,
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
    close_fds=False,
    preexec_fn=place_pipes,
)
os.close(from_us)
os.close(to_us)
answers = os.fdopen(from_browser, "rb")
requests, problems, loaded, count, session = [], [], False, 0, {}


def message():
    """The next one of the browser."""
    text = bytearray()
    while (byte := answers.read(1)) != b"\0":
        if not byte:
            sys.exit("the browser has ended")
        text += byte
    return json.loads(text)


def note(event):
    global loaded
    method, told = event.get("method"), event.get("params", {})
    if method == "Network.requestWillBeSent":
        requests.append(told["request"]["url"])
    elif method == "Runtime.exceptionThrown":
        problems.append(told["exceptionDetails"].get("exception", {}).get("description", "exception"))
    elif method == "Log.entryAdded" and told["entry"]["source"] != "network":
        problems.append(told["entry"]["text"])
    elif method == "Page.loadEventFired":
        loaded = True


def ask(method, **parameters):
    global count
    count += 1
    command = {"id": count, "method": method, "params": parameters, **session}
    os.write(to_browser, json.dumps(command).encode() + b"\0")
    while (answer := message()).get("id") != count:
        note(answer)
    if "error" in answer:
        sys.exit(f"{method}: {answer['error']}")
    return answer["result"]


try:
    target = ask("Target.createTarget", url="about:blank")["targetId"]
    session = {"sessionId": ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]}
    for domain in ["Network", "Runtime", "Log", "Page"]:
        ask(f"{domain}.enable")
    size = {"width": int(width), "height": 800, "deviceScaleFactor": 1, "mobile": int(width) < 600}
    ask("Emulation.setDeviceMetricsOverride", **size)
    ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    ask("Page.navigate", url=url)
    while not loaded:
        note(message())
    told = ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
    if "exceptionDetails" in told:
        sys.exit(told["exceptionDetails"]["exception"].get("description", "the script failed"))
    for path in picture:
        image = ask("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(image))
    print(json.dumps({"result": told["result"].get("value"), "requests": requests, "problems": problems}))
finally:
    # It ends by itself when its commands end, and with it whatever still writes into the folder.
    os.close(to_browser)
    try:
        browser.wait(timeout=20)
    except subprocess.TimeoutExpired:
        browser.kill()
        browser.wait()
