#!/usr/bin/env python3
"""Counts words. Input: JSON on stdin. Output: JSON on stdout. Log and progress: JSON lines on stderr."""

import json
import re
import sys
from collections import Counter

PERMANENT_FAILURE = 64
LINES_PER_REPORT = 10_000
# Letters and digits of any script, with apostrophes and hyphens inside: "don't", "well-known".
WORD = re.compile(r"\w+(?:['’-]\w+)*")


def say(**line):
    print(json.dumps(line), file=sys.stderr, flush=True)


def count(text, case_sensitive):
    lines = text.splitlines()
    words = Counter()
    for number, line in enumerate(lines, start=1):
        words.update(WORD.findall(line if case_sensitive else line.casefold()))
        if number % LINES_PER_REPORT == 0:
            say(progress=number / len(lines), message=f"{number} of {len(lines)} lines")
    return lines, words


def main():
    request = json.load(sys.stdin)
    text = request.get("text") if isinstance(request, dict) else None
    if not isinstance(text, str):
        say(level="error", message='The input needs a "text".')
        sys.exit(PERMANENT_FAILURE)
    lines, words = count(text, request.get("caseSensitive", False))
    total = sum(words.values())
    say(level="info", message="counted", fields={"lines": len(lines), "words": total})
    result = {
        "lines": len(lines),
        "words": total,
        "uniqueWords": len(words),
        "characters": len(text),
        "top": [{"word": word, "count": n} for word, n in words.most_common(request.get("top", 10))],
    }
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
