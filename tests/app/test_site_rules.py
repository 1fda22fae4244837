"""What a rule for a site did is on the article's page and in the API."""

from starlette.testclient import TestClient
from tests.makers import LATIN

from earmark.instance import Instance

PAGE = (
    f"<title>Boats come in</title><h1>Boats come in</h1><p>One: {LATIN * 4}</p>"
    f"<p>Two: {LATIN * 4}</p><p>Three: {LATIN * 4}</p><p class='who'>Ann Lee</p>"
)


def test_page_and_api_say_which_rule_acted_and_for_what(instance: Instance, client: TestClient):
    folder = instance.settings.site_rules_dir
    folder.mkdir()
    (folder / "quay.example.txt").write_text("author: //p[@class='who']\n")
    sent = {"url": "https://quay.example/a", "html": PAGE}
    bookmark_id = client.post("/api/v1/bookmarks", json=sent).json()["id"]
    instance.worker().run_until_idle()
    article = client.get(f"/api/v1/bookmarks/{bookmark_id}/article").json()
    assert article["byline"] == ["Ann Lee"]
    assert article["why"]["byline"]["source"] == "site rule quay.example"
    assert "quay.example: used for byline" in client.get(f"/read/{bookmark_id}").text
