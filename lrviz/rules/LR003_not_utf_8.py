"""The file is not UTF-8.

## What happens

Python opens the file as UTF-8 and stops with UnicodeDecodeError at the first byte that is none.

## Why it is bad

The file works on the machine on which it was written, under another locale, and nowhere else.

## Bad

A file that was saved as Latin-1, where `é` is the single byte `E9`, or as UTF-16, as some editors on Windows do by
default. Two or three bytes stand for such a sign in UTF-8.

## Good

```yaml
scheduler: {name: StepLR, step_size: 30}  # a comment with é in UTF-8
```

```yaml
# ASCII is UTF-8 as it is
scheduler: {name: StepLR, step_size: 30}
```

## References

- https://yaml.org/spec/1.1/
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="not-utf-8")
