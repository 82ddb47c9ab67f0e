#!/usr/bin/env python3
"""What machines read of a check, held against the rules of their formats.

    formats.py MEGACTL

Two projects: the sample site as it was, and one whose names hold everything that a format gives a meaning to. SARIF is
held against what its schema (2.1.0) requires of the properties that are used, and GitHub of those beyond; annotations are
read as the runner of GitHub Actions reads them; JUnit's XML is read by xmllint, where it is installed, and by Python. All
four formats have to tell of the same findings.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.realpath(__file__))
LAY = os.path.join(HERE, "..", "..", "site", "lay")
LEVELS = {"error", "warning", "note"}

ODD = "odd, 100%: <a&b> ü.yaml"
COMPOSE = """services:
  web:
    build: .
    env_file: ["miss,ing%0A::.env"]
    volumes: ["./%25 a, b:/app"]
    environment:
      SECRET_KEY: change-me
      "TWICE": "1"
"""
DOCKERFILE = """FROM python:3.12-slim
ENV API_TOKEN=w9Lr4dTzX2nQ7bKf DB_PASSWORD="<&>'9Lr4dTzX2nQ7"
COPY . .
# megactl: allow env/secret-in-image because, "it" <is> a test
ENV OTHER_TOKEN=w9Lr4dTzX2nQ7bKg
CMD ["python", "manage.py", "runserver"]
"""


def lay_odd(folder):
    for name, text in ((ODD, COMPOSE), ("compose.yaml", f"include: ['{ODD}']\n"), ("Dockerfile", DOCKERFILE), ("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\n"),
                       ("settings.py", "import os\nSECRET_KEY = os.environ['SECRET_KEY']\nX = os.environ['X_\u00fc']\nDEBUG = os.environ['DEBUG']\n")):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


class Project:
    """A folder, and what each format says of it."""

    def __init__(self, megactl, folder):
        self.folder = folder
        self.command = [megactl, "check", "--scope", "repo", "--no-env"]

    def run(self, form):
        run = subprocess.run([*self.command, "--format", form], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        assert run.returncode in (0, 1), run.stderr.decode()
        assert not run.stderr, run.stderr.decode()
        return run.stdout.decode("utf-8")


def require(condition, *said):
    if not condition:
        sys.exit("not as the format wants it: " + " ".join(str(one) for one in said))


def require_keys(value, required, allowed, where):
    require(isinstance(value, dict), where, "is no object")
    require(required <= value.keys(), where, "lacks", required - value.keys())
    require(value.keys() <= required | allowed, where, "has", value.keys() - required - allowed)


def check_text(value, where):
    require_keys(value, {"text"}, {"markdown"}, where)
    require(all(isinstance(text, str) and text for text in value.values()), where, "is empty")


def check_place(folder, place, where):
    require_keys(place, {"physicalLocation"}, {"id", "message"}, where)
    physical = place["physicalLocation"]
    require_keys(physical, {"artifactLocation"}, {"region"}, where)
    artifact = physical["artifactLocation"]
    require_keys(artifact, {"uri"}, {"uriBaseId"}, where)
    uri = urllib.parse.urlsplit(artifact["uri"])
    require(re.fullmatch(r"[A-Za-z0-9\-._~/%:]+", artifact["uri"]), where, "has no URI:", artifact["uri"])
    if "uriBaseId" in artifact:
        require(artifact["uriBaseId"] == "%SRCROOT%" and not uri.scheme and not uri.path.startswith("/"), where, artifact)
        require(os.path.exists(os.path.join(folder, urllib.parse.unquote(uri.path))), where, "names no file:", artifact["uri"])
    if "region" not in physical:
        return
    region = physical["region"]
    require_keys(region, {"startLine"}, {"startColumn", "endLine", "endColumn"}, where)
    require(all(isinstance(number, int) and number > 0 for number in region.values()), where, region)
    end = (region["endLine"], region["endColumn"])
    require(end >= (region["startLine"], region["startColumn"]), where, region)


def check_rule(rule):
    require_keys(rule, {"id"}, {"shortDescription", "fullDescription", "help", "defaultConfiguration", "properties"}, "a rule")
    for name in ("shortDescription", "fullDescription", "help"):
        check_text(rule[name], rule["id"])
    require(rule["defaultConfiguration"]["level"] in LEVELS, rule["id"])
    require(all(isinstance(tag, str) for tag in rule["properties"]["tags"]), rule["id"])
    require(rule["properties"]["precision"] in {"very-high", "high", "medium", "low"}, rule["id"])


def check_sarif(project):
    """The findings as (rule, level, file, line), and how many are set aside."""
    document = json.loads(project.run("sarif"))
    require_keys(document, {"version", "runs"}, {"$schema"}, "the document")
    require(document["version"] == "2.1.0" and len(document["runs"]) == 1, document["version"])
    run = document["runs"][0]
    require_keys(run, {"tool"}, {"columnKind", "results"}, "the run")
    require(run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}, run["columnKind"])
    driver = run["tool"]["driver"]
    require_keys(driver, {"name"}, {"version", "rules", "informationUri"}, "the driver")
    rules = driver["rules"]
    require(len({rule["id"] for rule in rules}) == len(rules), "a rule comes twice")
    for rule in rules:
        check_rule(rule)
    found, prints, aside = [], set(), 0
    for result in run["results"]:
        where = result["ruleId"]
        require_keys(result, {"message", "ruleId", "ruleIndex", "level", "locations"}, {"relatedLocations", "partialFingerprints", "suppressions"}, where)
        require(rules[result["ruleIndex"]]["id"] == where, where, "is not rule", result["ruleIndex"])
        require(result["level"] in LEVELS, where, result["level"])
        check_text(result["message"], where)
        require(len(result["locations"]) == 1, where)
        for place in result["locations"] + result.get("relatedLocations", []):
            check_place(project.folder, place, where)
        ids = [place["id"] for place in result.get("relatedLocations", [])]
        require(len(set(ids)) == len(ids), where, "names two places alike")
        print_of = tuple(result["partialFingerprints"].items())
        require(print_of not in prints and all(isinstance(text, str) for _, text in print_of), where, print_of)
        prints.add(print_of)
        if "suppressions" in result:
            require(all(one["kind"] in {"inSource", "external"} for one in result["suppressions"]), where)
            aside += 1
            continue
        physical = result["locations"][0]["physicalLocation"]
        found.append((where, result["level"], urllib.parse.unquote(physical["artifactLocation"]["uri"]), physical.get("region", {}).get("startLine", 0)))
    return found, aside


def decoded(text, in_property):
    """As the runner does it."""
    pairs = [("%0D", "\r"), ("%0A", "\n")] + ([("%3A", ":"), ("%2C", ",")] if in_property else []) + [("%25", "%")]
    for code, letter in pairs:
        text = text.replace(code, letter)
    return text


def check_github(project):
    found = []
    for line in project.run("github").splitlines():
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
        require(match, "no annotation:", line)
        require(not re.search(r"%(?!25|0D|0A)", match[3]), "a bare % in", line)
        require(not re.search(r"%(?!25|0D|0A|3A|2C)", match[2]), "a bare % in", line)
        properties = dict(pair.split("=", 1) for pair in match[2].split(","))
        require(properties.keys() <= {"file", "line", "endLine", "col", "endColumn", "title"}, line)
        require("col" not in properties or properties["line"] == properties["endLine"], "columns of several lines:", line)
        require(decoded(match[3], False), "no message:", line)
        level = "note" if match[1] == "notice" else match[1]
        found.append((decoded(properties["title"], True), level, decoded(properties["file"], True), int(properties.get("line", 0))))
    ranks = [["error", "warning", "note"].index(level) for _, level, _, _ in found]
    require(ranks == sorted(ranks), "the worst does not come first")
    return found


def check_junit(project):
    """How many findings there are, and how many are set aside."""
    text = project.run("junit")
    if shutil.which("xmllint"):
        lint = subprocess.run(["xmllint", "--noout", "-"], input=text.encode("utf-8"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        require(lint.returncode == 0, lint.stdout.decode())
    top = xml.etree.ElementTree.fromstring(text.encode("utf-8"))
    require(top.tag == "testsuites", top.tag)
    held, names = 0, set()
    for suite in top:
        require(suite.tag == "testsuite" and {"name", "tests", "failures", "errors", "skipped", "time"} <= suite.attrib.keys(), suite.attrib)
        cases = suite.findall("testcase")
        counts = {"tests": len(cases), "failures": len(suite.findall("testcase/failure")), "errors": 0, "skipped": len(suite.findall("testcase/skipped"))}
        require(all(int(suite.attrib[name]) == count for name, count in counts.items()), suite.attrib, counts)
        for case in cases:
            key = (case.attrib["classname"], case.attrib["name"])
            require(key not in names, "GitLab takes two cases for one:", key)
            names.add(key)
            require(case.attrib["classname"].split("/")[0] == suite.attrib["name"], key)
            held += len(case) == 0
    for name in ("tests", "failures", "errors", "skipped"):
        require(int(top.attrib[name]) == sum(int(suite.attrib[name]) for suite in top), name)
    return int(top.attrib["tests"]) - held - int(top.attrib["skipped"]), int(top.attrib["skipped"])


def check(name, project):
    document = json.loads(project.run("json"))
    told = [(finding["rule"], finding["severity"], finding["file"], finding.get("line") or 0) for finding in document["findings"]]
    sarif, aside = check_sarif(project)
    github = check_github(project)
    junit, skipped = check_junit(project)
    require(sorted(told) == sorted(sarif), "JSON and SARIF tell different findings:", set(told) ^ set(sarif))
    require(sorted(told) == sorted(github), "JSON and the annotations tell different findings:", set(told) ^ set(github))
    require(len(told) == junit and document["summary"]["allowed"] == aside == skipped, len(told), junit, aside, skipped)
    print(f"{name}: {len(told)} findings and {aside} set aside, the same in four formats")


def main():
    megactl = os.path.realpath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([LAY, "before", folder], check=True)
        check("the sample site", Project(megactl, folder))
    with tempfile.TemporaryDirectory() as folder:
        lay_odd(folder)
        check("odd names", Project(megactl, folder))


if __name__ == "__main__":
    main()
