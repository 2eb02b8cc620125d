"""What the producers here ask of the running server. Standard library only."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request

URL = os.environ["PLUMBLINE_URL"]


def ask(method, path, key, body=None):
    """Status and JSON of an answer."""
    headers = {
        "authorization": f"Bearer {os.environ[key]}",
        "content-type": "application/json",
    }
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        URL + path, data=data, headers=headers, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def post_results(document, **query):
    """The answer to results as a tool wrote them; fails when they are refused."""
    path = "/api/v1/results?" + urllib.parse.urlencode(query)
    status, answer = ask("POST", path, "PLUMBLINE_API_KEY", document)
    if status not in (200, 201):
        raise AssertionError(f"{status}: {answer}")
    return answer


def outcomes(item):
    """Outcome by check, without the suite before it."""
    prefix = len(item["suite"]) + 1
    return {
        result["expectation"][prefix:]: result["outcome"] for result in item["results"]
    }


def read(path):
    """What a person would see."""
    status, answer = ask("GET", "/api/v1" + path, "PLUMBLINE_ADMIN_KEY")
    if status != 200:
        raise AssertionError(f"{status}: {answer}")
    return answer


def listed(item):
    """Newest outcome by check, as the dataset's page lists them."""
    rows = read(f"/datasets/{item['dataset']['id']}/results")["items"]
    return {row["result"]["expectation"]: row["result"]["outcome"] for row in rows}


def incident_state(incident_id):
    return read(f"/incidents/{incident_id}")["state"]
