#!/usr/bin/env python3
"""An OMS that speaks sabaki's JSON protocol (docs/json-oms.openapi.yaml), in Python's standard library.

It keeps its slips in memory and is meant to be read. Start it with

    SABAKI_SECRET=sample-secret-0123456789 python3 oms.py --port 8750

The first line on standard output is {"url": ...}.
"""

import argparse
import hashlib
import hmac
import json
import os
import re
import stat
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PROTOCOL = 1
REPLAY_WINDOW = 300  # seconds
LARGEST_BODY = 8 * 1024 * 1024


# What a request must have before anything is done: half a request must not be half carried out.
PERSON = dict.fromkeys(
    ("family_name", "first_name", "family_kana", "first_kana", "postal_code", "prefecture", "city",
     "street", "phone", "mail"), str)
ITEM = {"id": int, "name": str, "manage_number": str, "sku": str, "quantity": int}
ORDER = {"order_number": str, "buyer": PERSON, "destinations": [{"id": int, "items": [ITEM]}]}
SEARCH = {"shop": str, "order_numbers": [str]}
IMPORTS = {"shop": str, "imports": [
    {"key": str, "await_payment": bool, "await_check": bool, "order": ORDER}]}
CHANGES = {"shop": str, "order_number": str, "lock": str, "changes": [{"key": str, "do": str}]}
NEEDS = {**dict.fromkeys(("tag", "untag", "note", "set_ship_method", "set_time_slot"), "text"),
         **dict.fromkeys(("set_ship_date", "set_wished_date"), "on")}


def fits(value, shape):
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(
            name in value and fits(value[name], inner) for name, inner in shape.items())
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(one, shape[0]) for one in value)
    return type(value) is shape


def need(request, shape):
    if not fits(request, shape):
        raise Nothing(400, "request", "a key is missing or has another type")
    return request


class Nothing(Exception):
    """The request as a whole is not carried out."""

    def __init__(self, status, code, message=""):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def signature(secret, method, path, timestamp, body):
    digest = hashlib.sha256(body).hexdigest()
    text = "\n".join(["v1", method, path, timestamp, digest])
    return "v1=" + hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def check_signature(secret, headers, method, path, body, now):
    timestamp = headers.get("Sabaki-Timestamp", "")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or abs(now - int(timestamp)) > REPLAY_WINDOW:
        raise Nothing(401, "stale", "the timestamp is outside of the replay window")
    expected = signature(secret, method, path, timestamp, body)
    given = headers.get("Sabaki-Signature", "")
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise Nothing(401, "signature", "the signature does not fit")


def result(key, word, kind=None, reason=None):
    answer = {"key": key, "result": word}
    if kind:
        answer["kind"] = kind
    if reason:
        answer["reason"] = reason
    return answer


class Oms:
    """Slips in memory. One lock around everything: each request sees a whole state."""

    def __init__(self):
        self.guard = threading.RLock()
        self.slips = {}  # id -> slip
        self.results = {}  # key -> (digest of the content, result); a real OMS keeps them 30 days
        self.counter = 0
        self.trouble = None  # what goes wrong with the next effect; tests set it

    # --- the three calls -------------------------------------------------------------------

    def search(self, request):
        if len(request["order_numbers"]) > 100:
            raise Nothing(413, "too_many", "at most 100 orders")
        orders = []
        for number in request["order_numbers"]:
            slips = [self.shown(s) for s in self.of_order(request["shop"], number)]
            # Every order asked for is in the answer, with an empty list where it has no slip.
            orders.append({"order_number": number, "slips": slips})
        return {"orders": orders}

    def imports(self, request):
        if len(request["imports"]) > 100:
            raise Nothing(413, "too_many", "at most 100 orders")
        return {
            "results": [
                self.once(one["key"], [request["shop"], one["order"]["order_number"], "import"],
                          lambda one=one: self.take_in(request["shop"], one))
                for one in request["imports"]
            ]
        }

    def changes(self, slip_id, request):
        slip = self.slips.get(slip_id)
        if slip is None or slip["shop"] != request["shop"]:
            raise Nothing(404, "no_slip")
        # Compared once: the changes of one request belong together.
        fits = slip["lock"] == request["lock"]
        results = [
            self.once(change["key"], [slip_id, change["do"], change.get("text"), change.get("on")],
                      lambda change=change: self.change(slip, change, fits))
            for change in request["changes"]
        ]
        return {"results": results}

    # --- what they do ----------------------------------------------------------------------

    def once(self, key, content, effect):
        """The result that is kept for this key, or the effect. Refusals are not kept: they may pass."""
        digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
        if key in self.results:
            before, kept = self.results[key]
            if before != digest:
                return result(key, "refused", "data", "the key was used for something else")
            return kept
        answer = {**effect(), "key": key}
        if answer["result"] in ("done", "already_done"):
            self.results[key] = (digest, answer)
        return answer

    def take_in(self, shop, one):
        order = one["order"]
        if order.get("total") is None:
            return result("", "refused", "amount_unsettled", "the total is not settled")
        live = self.of_order(shop, order["order_number"])
        if any(slip["status"] != "new" for slip in live):
            return result("", "already_done")
        waiting = []
        if one["await_check"]:
            waiting.append("awaiting_check")
        if one["await_payment"]:
            waiting.append("awaiting_payment")
        if live:
            slip = live[0]
        else:
            self.counter += 1
            slip = {"id": str(self.counter), "shop": shop, "order_number": order["order_number"],
                    "version": 0}
            self.slips[slip["id"]] = slip
        slip.update(
            status=waiting[0] if waiting else "awaiting_print", waiting=waiting, paid="unpaid",
            payment_exempt=False, approval=None, total=order["total"], ship_method_id=None,
            ship_method=order.get("delivery_name"), tracking_number=None, shipped_on=None,
            ship_date=None, tags=[], note="", remarks=order.get("remarks"))
        self.touch(slip)
        return result("", "done")

    def change(self, slip, change, fits):
        if not fits:
            return result("", "refused", "changed_meanwhile", "the slip was changed since")
        do, text, on = change["do"], change.get("text"), change.get("on")
        if do in NEEDS and not isinstance(change.get(NEEDS[do]), str):
            return result("", "refused", "data", f"`{do}` needs `{NEEDS[do]}`")
        if slip["status"] == "shipped" and do not in ("tag", "untag", "note"):
            return result("", "refused", "other", "the slip is shipped")
        before = json.dumps(slip)
        if do == "mark_paid":
            slip["paid"] = "paid"
            self.waits(slip, "awaiting_payment", False)
        elif do == "await_payment":
            slip["paid"] = "unpaid"
            self.waits(slip, "awaiting_payment", True)
        elif do == "await_check":
            self.waits(slip, "awaiting_check", True)
        elif do == "tag":
            slip["tags"] = sorted({*slip["tags"], text})
        elif do == "untag":
            slip["tags"] = [tag for tag in slip["tags"] if tag != text]
        elif do == "note":
            if text not in slip["note"]:
                slip["note"] = (slip["note"] + "\n" + text).strip()
        elif do == "set_ship_method":
            slip["ship_method"] = text
        elif do == "set_ship_date":
            slip["ship_date"] = on
        elif do == "set_wished_date":
            slip["wished_date"] = on
        elif do == "set_time_slot":
            slip["time_slot"] = text
        else:
            return result("", "refused", "data", "no such change")
        if json.dumps(slip) == before:
            return result("", "already_done")
        self.touch(slip)
        return result("", "done")

    # --- slips -----------------------------------------------------------------------------

    def of_order(self, shop, number):
        return [s for s in self.slips.values() if s["shop"] == shop and s["order_number"] == number]

    @staticmethod
    def waits(slip, what, does):
        waiting = [w for w in slip["waiting"] if w != what] + ([what] if does else [])
        slip["waiting"] = waiting
        slip["status"] = waiting[0] if waiting else "awaiting_print"

    @staticmethod
    def touch(slip):
        slip["version"] += 1
        slip["lock"] = f"{slip['id']}-{slip['version']}"

    @staticmethod
    def shown(slip):
        hidden = ("shop", "order_number", "version", "wished_date", "time_slot")
        return {name: value for name, value in slip.items() if name not in hidden}

    def staff(self, request):
        """What a person does at the screen: not part of the protocol, for trying things out."""
        if "trouble" in request:
            self.trouble = request["trouble"]
            return {}
        for slip in self.of_order(request["shop"], request["order_number"]):
            slip.update(request["set"])
            self.touch(slip)
        return {"slips": len(self.of_order(request["shop"], request["order_number"]))}


def handler_for(oms, secret, with_staff):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            cut = False
            try:
                content = self.carry_out()
                if self.path != "/staff":
                    cut = self.suffer("cut")
                    if self.suffer("after"):
                        self.close_connection = True
                        return
                self.answer(200, content, cut)
            except BrokenPipeError:
                self.close_connection = True
            except Nothing as nothing:
                error = {"code": nothing.code, "message": nothing.message}
                self.answer(nothing.status, {"error": error})

        def carry_out(self):
            length = self.headers.get("Content-Length", "")
            if not length.isdigit() or int(length) > LARGEST_BODY:
                self.close_connection = True
                raise Nothing(413, "length")
            body = self.rfile.read(int(length))
            if self.path == "/staff" and with_staff:
                # Not part of the protocol and not signed: tests only, on this machine only.
                with oms.guard:
                    return oms.staff(json.loads(body))
            check_signature(secret, self.headers, "POST", self.path, body, time.time())
            if self.headers.get("Sabaki-Protocol") != str(PROTOCOL):
                raise Nothing(400, "protocol", f"this is version {PROTOCOL}")
            try:
                request = json.loads(body)
                with oms.guard:
                    return self.call(request)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise Nothing(400, "request", f"{type(error).__name__}") from error

        def suffer(self, trouble):
            hit = oms.trouble == trouble and self.path != "/slips/search"
            if hit:
                oms.trouble = None
            return hit

        def call(self, request):
            if self.suffer("before"):
                self.close_connection = True
                raise BrokenPipeError
            if self.suffer("maintenance"):
                raise Nothing(503, "maintenance")
            changes = re.fullmatch(r"/slips/([A-Za-z0-9_-]+)/changes", self.path)
            if self.path == "/slips/search":
                return oms.search(need(request, SEARCH))
            if self.path == "/imports":
                return oms.imports(need(request, IMPORTS))
            if changes:
                return oms.changes(changes.group(1), need(request, CHANGES))
            raise Nothing(404, "path")

        def send_error(self, code, message=None, explain=None):
            # What the library refuses by itself – another method, a broken head – in our form too.
            self.close_connection = True
            status = 405 if code == 501 else code
            self.answer(status, {"error": {"code": "http", "message": message or ""}})

        def answer(self, status, content, cut=False):
            body = json.dumps({"protocol": PROTOCOL, **content}, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if status == 405:
                self.send_header("Allow", "POST")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body[: len(body) // 2] if cut else body)
            self.close_connection = self.close_connection or cut

        def log_message(self, *_):
            pass  # Requests carry names and addresses; nothing of them goes to a log.

    return Handler


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--staff", action="store_true", help="serve POST /staff too (tests)")
    arguments = arguments.parse_args()
    secret = os.environ.get("SABAKI_SECRET", "").encode()
    if len(secret) < 16:
        sys.exit("SABAKI_SECRET must have 16 characters or more")
    handler = handler_for(Oms(), secret, arguments.staff)
    server = ThreadingHTTPServer(("127.0.0.1", arguments.port), handler)
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}"}), flush=True)
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        # Ends with the process that started it.
        threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
