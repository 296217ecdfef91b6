# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that a file is SARIF as readers of it need it, and prints its results.

usage: verify-sarif.py FILE
"""

import json
import sys


def need(condition, what):
    if not condition:
        sys.exit("no SARIF 2.1.0: " + what)


def place(location):
    physical = location["physicalLocation"]
    text = physical["artifactLocation"]["uri"]
    need(" " not in text, "a URI with a space")
    region = physical.get("region")
    if region:
        need(region["startLine"] >= 1, "a line below 1")
        need(region.get("startColumn", 1) >= 1, "a column below 1")
        text += ":%d" % region["startLine"]
    address = physical["address"]
    need(isinstance(address["absoluteAddress"], int), "an address in text")
    text += " " + address["fullyQualifiedName"]
    for logical in location.get("logicalLocations", []):
        need(logical["kind"] == "function", "another kind than function")
        text += " " + logical["name"]
    return text


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        log = json.load(file)
    need(log["version"] == "2.1.0" and "sarif" in log["$schema"], "version")
    need(len(log["runs"]) == 1, "runs")
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    ids = [rule["id"] for rule in rules]
    need(len(set(ids)) == len(ids) == 8, "rules")
    for rule in rules:
        for text in ("shortDescription", "fullDescription", "help"):
            need(rule[text]["text"], text)
    for result in run["results"]:
        need(ids[result["ruleIndex"]] == result["ruleId"], "ruleIndex")
        need(result["message"]["text"], "message")
        need(result["level"] in ("error", "note"), "level")
        (location,) = result["locations"]
        print(result["ruleId"], result["level"], place(location))


if __name__ == "__main__":
    main()
