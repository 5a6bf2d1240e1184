"""An introspection endpoint (RFC 7662) that says what it is told to: `introspection_endpoint.py PORT FOLDER`.

`FOLDER/answers.json` has, by token, what is answered: `body`, and optionally `status`, `location`, `delay` in seconds and `drip`
(a byte every 50 ms). Any other token is not active. Under `""` it has what holds for every token. What was asked is a line of
`FOLDER/asked.jsonl` each.
"""

import asyncio
import json
import os
import sys
import urllib.parse

port, folder = int(sys.argv[1]), sys.argv[2]
known = {"stamp": None, "answers": {}}
underway = {"now": 0, "most": 0}


def answers():
    try:
        stamp = os.stat(f"{folder}/answers.json").st_mtime_ns
    except FileNotFoundError:
        return {}
    if stamp != known["stamp"]:
        with open(f"{folder}/answers.json") as file:
            known.update(stamp=stamp, answers=json.load(file))
    return known["answers"]


async def respond(writer, answer):
    if answer.get("delay"):
        await asyncio.sleep(answer["delay"])
    body = answer.get("body", '{"active":false}').encode()
    head = f"HTTP/1.1 {answer.get('status', 200)} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    if "location" in answer:
        head += f"Location: {answer['location']}\r\n"
    writer.write(head.encode() + b"\r\n")
    for piece in [body[i:i + 1] for i in range(len(body))] if answer.get("drip") else [body]:
        writer.write(piece)
        await writer.drain()
        if answer.get("drip"):
            await asyncio.sleep(0.05)


async def serve(reader, writer):
    with open(f"{folder}/asked.jsonl", "a", buffering=1) as record:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                fields = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
                exact = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
                body = (await reader.readexactly(int(fields.get("content-length", 0)))).decode()
                form = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
                underway["now"] += 1
                underway["most"] = max(underway.values())
                record.write(json.dumps({
                    "request": head[0], "form": form, "authorization": exact.get("Authorization"),
                    "traceparent": exact.get("traceparent"), "most": underway["most"],
                }) + "\n")
                told = answers()
                await respond(writer, told.get(form.get("token"), told.get("", {})))
                underway["now"] -= 1
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=1024)
    async with server:
        await server.serve_forever()


asyncio.run(main())
