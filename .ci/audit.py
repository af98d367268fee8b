"""List known vulnerabilities of the packages in constraints.txt; exit with 1 if there are any.

This needs pip-audit and network access to a vulnerability database. Without them, the audit reports that it was skipped and
exits with 0. Any other problem is a failure.
"""

import json
import subprocess
import sys

COMMAND = ("pip_audit", "--requirement", "constraints.txt", "--no-deps", "--disable-pip", "--progress-spinner", "off")
TIMEOUT_SECONDS = 300
UNREACHABLE = ("ConnectionError", "ConnectTimeout", "ReadTimeout", "NameResolutionError", "No module named pip_audit")
"""Words in the last line of standard error if the database or pip-audit itself is unavailable."""


def main() -> int:
    """Run pip-audit and print the vulnerabilities that it finds."""
    command = [sys.executable, "-m", *COMMAND, "--format", "json"]
    try:
        audit = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        print("dependency audit: skipped: the vulnerability database does not respond")
        return 0
    try:
        packages = json.loads(audit.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        reason = (audit.stderr.strip().splitlines() or ["pip-audit printed nothing"])[-1]
        is_unreachable = any(word in reason for word in UNREACHABLE)
        print(f"dependency audit: {'skipped' if is_unreachable else 'failed'}: {reason}")
        return 0 if is_unreachable else 1
    audited = [package for package in packages if "skip_reason" not in package]
    if not audited:
        print("dependency audit: skipped: the vulnerability database knows none of the packages")
        return 0
    known = [(package, problem) for package in audited for problem in package["vulns"]]
    for package, problem in known:
        fixed_in = ", ".join(problem["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {problem['id']}, fixed in {fixed_in}")
    print(f"dependency audit: {len(audited)} of {len(packages)} packages looked up, {len(known)} known vulnerabilities")
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main())
