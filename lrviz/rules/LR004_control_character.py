r"""The file holds a control character.

## What happens

YAML allows tabs and line ends, and no other control character, not even in quotes or in a comment. The parser refuses
the whole file.

## Why it is bad

Such a character does not show in an editor. It comes from a terminal, from a damaged file or from text that was
copied, and everything looks right.

## Bad

A file with the bell (U+0007), an escape sequence of a terminal (U+001B) or a NUL (U+0000) in it, such as a log that
was saved with its colours.

## Good

In double quotes the same character can be written as an escape.

```yaml
scheduler: {name: StepLR, step_size: 30}
prompt: "done\a"
```

```yaml
scheduler: {name: StepLR, step_size: 30}
prompt: "\e[1mdone\e[0m"
```

## References

- https://yaml.org/spec/1.1/
"""

from __future__ import annotations

from lrviz.rules.base import Rule

RULE = Rule("error", kind="control-character")
