"""The explorer's `record.js` in the node that Playwright brings: no browser is needed."""

import json
import subprocess
from pathlib import Path

import playwright

from helpers.explorer.payload import payload

NODE = Path(playwright.__file__).parent / "driver" / "node"
RECORD = Path("src/helpers/explorer/record.js")
# Each line of input is a call, each line of output what it gives.
DRIVER = """
const calls = {
  open(data) { record = prepare(data); return record.size; },
  link(args) { return linkOf(...args); },
  found([needle, texts]) { return texts.map((text) => finder(needle).test(text)); },
  shorten(args) { return shorten(...args); },
  asked(hash) { return normal(record, fromHash(hash)); },
  narrow([choice, options]) {
    const normalised = normal(record, fromHash(toHash(choice)));
    const left = narrow(record, choice);
    const bins = left.shown.some((i) => !record.isReported[i]) ? bars(record, left) : { bars: [] };
    return {
      meetings: left.shown.map((i) => record.meetings.id[i]),
      exchanges: left.exchanges,
      counts: Object.fromEntries([...left.counts].map(([name, counts]) => [name, [...counts]])),
      matrix: matrix(record, choice, left, options),
      directions: directions(record, left),
      bars: bins.bars,
      sentence: sentence(record, choice, left),
      code: code(record, choice),
      address: normalised.choice,
      csv: csv(record, left),
    };
  },
};
let record;
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const [name, argument] = JSON.parse(line);
  process.stdout.write(JSON.stringify(calls[name](argument)) + "\\n");
});
"""


class Node:
    """A running node that holds a record."""

    def __init__(self, cooperation) -> None:
        script = RECORD.read_text(encoding="utf-8") + DRIVER
        self.process = subprocess.Popen(
            [NODE, "-e", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        self.ask("open", payload(cooperation))

    def ask(self, name: str, argument):
        """Return what a call gives."""
        self.process.stdin.write(json.dumps([name, argument]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def narrow(self, choice: dict, **options) -> dict:
        """Return all that the browser shows of a choice."""
        return self.ask("narrow", [choice, options])

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
