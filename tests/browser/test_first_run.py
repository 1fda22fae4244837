"""From the first start to the first article read."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Open
from tests.browser.people import PASSWORD, publish
from tests.drills.live import Server
from tests.makers import LocalSite

pytestmark = pytest.mark.check


def test_the_printed_address_leads_to_the_first_article_read(
    visit: Open, new_server: Server, site: LocalSite, script: bool
):
    address, headline = publish(site, delay_s=0.6)
    printed = re.search(r"http://\S+/set-up\S+", new_server.log())
    assert printed, new_server.log()
    first = visit(printed.group(), script=script, port=new_server.port)
    first.sign_in("ann", PASSWORD)
    expect(first.page.get_by_text("Nothing saved yet.")).to_be_visible()
    first.save(address)
    expect(first.page.get_by_text("The copy is on its way").first).to_be_visible()
    first.await_copy(headline).click()
    expect(first.page.get_by_role("heading", level=1, name=headline)).to_be_visible()
    expect(first.page.get_by_text("a crate of oranges").first).to_be_visible()


def test_an_empty_server_says_where_its_first_account_is_made(visit: Open, new_server: Server):
    early = visit("/", port=new_server.port)
    expect(early.page.get_by_text("Open the address that Earmark printed")).to_be_visible()
