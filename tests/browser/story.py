"""Scenes of a story: each is one named check. What was seen is printed and kept as a picture when a scene fails.

Never stops at a failed scene: the later ones say how far the damage reaches.
"""

import pathlib
import time
import traceback

# The root of the project, whatever folder the tests are started from.
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCREENSHOTS = ROOT / "target" / "screenshots"


class Story:
    """Passed and failed scenes, and the browsers that play in them."""

    def __init__(self):
        self.passed, self.failed, self.browsers = 0, 0, {}

    def tell(self, scenes, *told_with):
        """Plays scenes in their order; each is a function whose docstring is its name."""
        for scene in scenes:
            name, start = scene.__doc__.strip(), time.monotonic()
            try:
                scene(*told_with)
                self.passed += 1
                print(f"ok      {name} ({time.monotonic() - start:.1f} s)", flush=True)
            except Exception as error:  # a broken browser must not end the story either
                self.failed += 1
                print(f"FAILED  {name}\n        {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}", flush=True)
                for frame in traceback.extract_tb(error.__traceback__)[1:]:
                    if "browser" in pathlib.Path(frame.filename).parts[-2]:
                        print(f"        {pathlib.Path(frame.filename).name}:{frame.lineno}: {frame.line}", flush=True)
                self.keep(scene.__name__)

    def keep(self, name):
        """Keeps what every browser shows."""
        for who, browser in self.browsers.items():
            try:
                picture = SCREENSHOTS / "failed" / f"{name}-{who}.png"
                browser.picture(picture)
                print(f"        {who} at {browser.path}: {picture}\n        " + browser.text[:300].replace("\n", "\n        "), flush=True)
            except Exception as error:
                print(f"        {who} cannot be seen: {type(error).__name__}", flush=True)


def scenes_of(module):
    """The scenes of a module, in the order they are written down."""
    found = [value for name, value in vars(module).items() if name.startswith("scene_")]
    return sorted(found, key=lambda scene: scene.__code__.co_firstlineno)


def has(text, *parts):
    """Everything that must be read there."""
    for part in parts:
        assert part in text, f"{part!r} is not to be read in {text!r}"
