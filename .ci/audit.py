"""Known vulnerabilities of the packages in constraints.txt: exit code 1 if there are any.

Asking needs pip-audit and a network that reaches a list of vulnerabilities; where there is none, that is said, and nobody is
held up. What else goes wrong is a reason to fail.
"""

import json
import subprocess
import sys

COMMAND = ("pip_audit", "--requirement", "constraints.txt", "--no-deps", "--disable-pip", "--progress-spinner", "off")
SECONDS = 300
AWAY = ("ConnectionError", "ConnectTimeout", "ReadTimeout", "NameResolutionError", "No module named pip_audit")
"""What is in the last line where the list cannot be reached, or was never to be asked."""


def main() -> int:
    """Ask, and print what is known."""
    command = [sys.executable, "-m", *COMMAND, "--format", "json"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        print("dependency audit: skipped, for the list of vulnerabilities does not answer")
        return 0
    try:
        found = json.loads(asked.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        said = (asked.stderr.strip().splitlines() or ["pip-audit printed nothing"])[-1]
        is_away = any(word in said for word in AWAY)
        print(f"dependency audit: {'skipped, for' if is_away else 'failed:'} {said}")
        return 0 if is_away else 1
    audited = [package for package in found if "skip_reason" not in package]
    if not audited:
        print("dependency audit: skipped, for the list of vulnerabilities that can be reached knows none of the packages")
        return 0
    known = [(package, problem) for package in audited for problem in package["vulns"]]
    for package, problem in known:
        mended = ", ".join(problem["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {problem['id']}, mended in {mended}")
    print(f"dependency audit: {len(audited)} of {len(found)} packages looked up, {len(known)} known vulnerabilities")
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main())
