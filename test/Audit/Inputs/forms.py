# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""forms.py JSON SARIF HTML: the reports of one audit hold the same findings, and each
is well-formed."""

import html.parser
import json
import sys

plain, sarif, page = sys.argv[1:]
with open(plain, encoding="utf-8") as stream:
    report = json.load(stream)
assert report["version"] == 1 and report["files"] == 3, report
assert report["not-audited"] == []
findings = report["findings"]
assert [f["kind"] for f in findings].count("unguarded") == 1, findings
for finding in findings:
    assert finding["place"]["line"] > 0 and finding["function"], finding

with open(sarif, encoding="utf-8") as stream:
    log = json.load(stream)
assert log["version"] == "2.1.0" and len(log["runs"]) == 1
run = log["runs"][0]
rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
assert len(rules) == 13, rules
assert len(run["results"]) == len(findings)
for result, finding in zip(run["results"], findings):
    assert result["ruleId"] == finding["kind"] and result["ruleId"] in rules
    assert result["message"]["text"] == finding["message"]
    place = result["locations"][0]["physicalLocation"]
    assert place["region"]["startLine"] == finding["place"]["line"]
    notes = [n for n in finding.get("notes", []) if n["place"]]
    assert len(result.get("relatedLocations", [])) == len(notes)


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.kinds, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag == "article":
            self.kinds.append(dict(attrs)["data-kind"])
        if tag not in ("meta", "input", "p", "li", "html"):
            self.open.append(tag)
        assert tag not in ("link", "img", "iframe"), "needs another file"

    def handle_endtag(self, tag):
        if tag not in ("p", "li"):
            assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text.append(data)


reader = Page()
with open(page, encoding="utf-8") as stream:
    reader.feed(stream.read())
assert not reader.open, reader.open
assert reader.kinds == [f["kind"] for f in findings]
shown = "".join(reader.text)
for finding in findings:
    assert finding["message"] in shown
assert "c->gid = gid;" in shown, "no source line"
print("forms agree")
