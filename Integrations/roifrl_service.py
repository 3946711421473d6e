"""A client of `roifrl serve` with the standard library alone: rewards and curricula for other people's trainers.

    service = Service("http://127.0.0.1:8080")
    service.rewards([{"answer": "72", "responses": ["The answer is 72."]}])      # [[1.0]]
    curriculum = service.curriculum({"id": "run-1", "prompts": 32, "sources": [...]})
    step = curriculum.next()                                                     # {"step": 0, "prompts": [...], ...}
    curriculum.observe(step["step"], {prompt["id"]: [1.0, 0.0] for prompt in step["prompts"]})
"""
import http.client
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request


class ServiceError(Exception):
    """What the service refused, with its own words."""

    def __init__(self, status, message, code=None):
        super().__init__(f"{status}: {message}")
        self.status, self.message, self.code = status, message, code


class Service:
    """Where the service listens. The key, where one is asked for, is the environment's ROIFRL_KEY unless given."""

    def __init__(self, url="http://127.0.0.1:8080", key=None, timeout=120.0, attempts=5):
        self.url = url.rstrip("/")
        self.key = key if key is not None else os.environ.get("ROIFRL_KEY")
        self.timeout, self.attempts = timeout, attempts

    def rewards_with_parts(self, items):
        """The answer of POST /v1/rewards: one entry per item, with "rewards" and "breakdown"."""
        return self.call("POST", "/v1/rewards", {"items": items})["data"]

    def rewards(self, items):
        """One list of rewards per item, in order."""
        answer = self.call("POST", "/v1/rewards", {"items": items, "breakdown": False})
        return [entry["rewards"] for entry in answer["data"]]

    def curriculum(self, request):
        """Makes a curriculum, or finds the one that the same request made before."""
        return Curriculum(self, self.call("POST", "/v1/curriculum", request)["id"])

    def call(self, method, path, body=None):
        """Sends a request. Every call of the service may be repeated: rewards change nothing, steps are answered as before."""
        for attempt in range(self.attempts):
            last = attempt == self.attempts - 1
            try:
                return self._send(method, path, body)
            except ServiceError as error:
                if last or error.status not in (429, 502, 503, 504):
                    raise
            except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
                if last:
                    raise ServiceError(0, f"{self.url}{path}: {error}") from error
            time.sleep(min(0.25 * 2**attempt, 4.0))

    def _send(self, method, path, body):
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as response:
                text = response.read().decode()
        except urllib.error.HTTPError as error:
            raise self._failure(error) from None
        return text if path.endswith("/trace") else json.loads(text)

    @staticmethod
    def _failure(error):
        text = error.read().decode(errors="replace")
        try:
            details = json.loads(text)["error"]
            return ServiceError(error.code, details["message"], details.get("code"))
        except (ValueError, KeyError, TypeError):
            return ServiceError(error.code, text[:200])


class Curriculum:
    """One curriculum of a service."""

    def __init__(self, service, name):
        self.service, self.id = service, name
        self.path = "/v1/curriculum/" + urllib.parse.quote(name)

    def describe(self):
        """Where it stands: "step", "awaits", "prompts", "decision", "sources"."""
        return self.service.call("GET", self.path)

    def next(self, step=None, prompts=None):
        """A step's prompts: "step", "decision", and "prompts" with "id", "source", "interval" and "messages"."""
        body = {key: value for key, value in (("step", step), ("prompts", prompts)) if value is not None}
        return self.service.call("POST", self.path + "/next", body)

    def observe(self, step, rewards, components=None):
        """Tells what came of a step: rewards by prompt id, and the parts they were made of where a source learns its difficulty."""
        groups = [
            {"id": name, "rewards": list(values), "components": (components or {}).get(name, {})} for name, values in rewards.items()]
        return self.service.call("POST", self.path + "/observe", {"step": step, "groups": groups})

    def observe_recorded(self, step):
        """The same with the rewards that the service itself gave and was told to keep."""
        return self.service.call("POST", self.path + "/observe", {"step": step, "recorded": True})

    def trace(self):
        """The rewards of all steps as `roifrl curriculum simulate` reads them."""
        return self.service.call("GET", self.path + "/trace")
