"""Fails if docs/tutorial.md shows a line that the commands did not print.

  check_tutorial.py docs/tutorial.md OUTPUT...

Compares the blocks ```text of the page with files that hold what the commands printed. Numbers, names of runs, ids of trials and paths may differ, and so may
blanks; a line "..." stands for lines that the page omits.
"""
import re
import sys


def shape(line):
    line = re.sub(r'\d{8}-\d{6}-[0-9a-f]{8}', 'RUN', line)
    line = re.sub(r'-[0-9a-f]{12}\b', '-ID', line)
    line = re.sub(r'(file:)?/\S+', 'PATH', line)
    line = re.sub(r'[-+]?\d+(\.\d+)?', '0', line)
    return ' '.join(line.split())


def main(page, *outputs):
    printed = set()
    for output in outputs:
        with open(output, encoding='utf-8') as lines:
            printed |= {shape(line) for line in lines}
    with open(page, encoding='utf-8') as text:
        blocks = re.findall(r'^```text\n(.*?)^```', text.read(), re.M | re.S)
    shown = [line for block in blocks for line in block.splitlines() if line.strip() not in ('', '...')]
    missing = [line for line in shown if shape(line) not in printed]
    for line in missing:
        print(f'{page} shows a line that no command printed: {line}')
    print(f'{len(shown)} lines of {page}: {len(missing)} were not printed.')
    return 1 if missing or not shown else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
