"""The two pictures of the README, drawn from the demo data: python -m tests.browser.readme"""

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from demo.load import NAME, PASSWORD
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from tests.browser.gallery import CHROMIUM
from tests.drills.live import environment, serving

FOLDER = Path("docs/pictures")
SIZE = {"width": 1100, "height": 760}
ARTICLE = "Herring are back in the sound"


def main() -> None:
    """Load the demo, start the server on it, and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "demo"
        load = [sys.executable, "-m", "demo.load", "--data", str(template)]
        subprocess.run(load, check=True)
        with serving(Path(folder), template, environment()) as server, sync_playwright() as tool:
            browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_page(viewport=SIZE, base_url=f"http://127.0.0.1:{server.port}")
            _sign_in(page)
            _take(page, "list")
            page.get_by_role("link", name=ARTICLE).click()
            _take(page, "article")
            browser.close()


def _sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.fill("#name", NAME)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").save(FOLDER / f"{name}.webp", quality=82, method=6)


if __name__ == "__main__":
    main()
