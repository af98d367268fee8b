"""Known vulnerabilities of the packages in constraints.txt: exit code 1 if there are any.

Asking needs a network that reaches a list of vulnerabilities; where it does not, that is said, and nobody is held up.
"""

import json
import subprocess
import sys

COMMAND = ("pip_audit", "--requirement", "constraints.txt", "--no-deps", "--disable-pip", "--progress-spinner", "off")
SECONDS = 300


def main() -> int:
    """Ask, and print what is known."""
    command = [sys.executable, "-m", *COMMAND, "--format", "json"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        found = json.loads(asked.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError, KeyError):
        print("dependency audit: skipped, for no list of vulnerabilities can be reached")
        return 0
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
