"""XPath over our own tree: the same answers as lxml, and an end to every expression."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from earmark.extract.tree import Node, parse
from earmark.extract.xpath import Finder, TooCostly
from earmark.extract.xpath_syntax import NotXPath, parse_xpath

PAGE = (
    "<html><head><meta property='og:title' content='Boats'></head><body>"
    "<div id='top' class='wrap  story main'><h1>Boats <i>come</i> in</h1>"
    "<p>One <b>bold</b> tail</p><p class='x'>Two</p><p>Three<br>four</p>"
    "<div class='ad'><p>Buy</p></div><ul><li>1</li><li>2</li><li>3</li></ul></div>"
    "<div id='foot' class='mainly'><a rel='author' href='/a'>Ann Lee</a> 7"
    "<section itemscope='' itemtype='Q'><span itemprop='text'>Ask</span></section></div>"
    "</body></html>"
)

EXPRESSIONS = [
    "/html/body", "//p", "//p[2]", "(//p)[2]", "//p[last()]", "(//p)[last()]/b",
    "//*[@class='ad']", "//div[@id = 'top']//p", "//div/p[position()<3]", "//p[position()=2]",
    "//div[contains(@class, 'main')]/@id", "//@class", "//div/@*",
    "//div[contains(concat(' ',normalize-space(@class),' '),' main ')]",
    "//div[starts-with(@id, 'to') or @id='foot']/@id", "//a[@rel='author']/text()",
    "//div[string-length(@class) = 2]", "//p[not(@class)]", "//p[@class]/following-sibling::*",
    "//p[contains(text(),'Two')]/preceding-sibling::p[1]", "//li[.='2']/parent::ul/li[1]",
    "//b/ancestor::*/@id", "//b/ancestor::*[1]", "//b/ancestor-or-self::*[2]", "//i/..",
    "//h1/self::h1 | //h1/following-sibling::*[1]", "//li[1]|//li[3]",
    "//ul/li[position() mod 2 = 1]",
    "//*[@itemprop='text'][ancestor::*[@itemscope][1]/@itemtype='Q']", "//p//text()",
    "//li[2]/following::*", "//li[2]/preceding::p", "//p[.//b]", "//p[b]", "//p[br]/text()[last()]",
    "//*[self::h1 or self::li]", "//div[count(p)=3]/@id", "//*[name()='ul']/li", "//ul/*[2]",
    "//div[p[2][@class='x']]/@id", "//li[. > 1]", "//li[. != '2']", "//div[@id!='top']/@id",
    "//descendant::li[2]", "/descendant::p[3]", "//div[last()]/@id",
    "//br/following-sibling::text()",
    "//meta[@property='og:title']/@content", "//div[not(.//li)]/@id", "id", "//div[-1 + 2]/@id",
]  # fmt: skip

VALUES = [
    "count(//p)", "string(//h1)", "normalize-space(//h1)", "concat(//a, '/', //li[2])",
    "substring-before(//a, ' ')", "substring-after(//a, ' ')", "substring(//a, 2, 3)",
    "substring(//a, 0)", "translate(//a, 'Ae', 'aE')", "translate(//a, 'n', '')",
    "string-length(//a)", "sum(//li)", "count(//li) * 2 - 1", "7 div 2", "round(2.5)",
    "floor(-1.5)", "ceiling(1.2)", "number('x')", "not(//table)", "//li = 2", "//li > 2 and 1 < 2",
    "boolean(//nothing)", "string(1.0)", "true() != false()", "string(//li[2] = 2)", "- 3 + 5",
]  # fmt: skip


def oracle(expression: str) -> object:
    return etree.fromstring(PAGE, etree.HTMLParser()).xpath(expression)


def finder(html: str = PAGE, **more: int) -> Finder:
    return Finder(parse(html).root, **more)


def texts(found: object) -> list[str]:
    return ["".join(n.itertext()) if isinstance(n, etree._Element) else str(n) for n in found]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_the_same_is_found_as_by_lxml(expression):
    assert finder().strings(parse_xpath(expression)) == texts(oracle(expression))


@pytest.mark.parametrize("expression", VALUES)
def test_the_same_is_computed_as_by_lxml(expression):
    expected = oracle(expression)
    if isinstance(expected, bool):
        expected = str(expected).lower()
    if isinstance(expected, float) and expected.is_integer():
        expected = int(expected)
    assert finder().strings(parse_xpath(expression)) == [str(expected)]


def test_elements_are_found_in_document_order_and_once():
    found = finder().nodes(parse_xpath("//li[3] | //li[1] | //ul/li"))
    assert [node.text for node in found if isinstance(node, Node)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("//div[", "The expression ends early"),
        ("//div[@class='x'", "“]” is missing"),
        ("//div]", "“]” is not expected there"),
        ("//div[foo(.)]", "There is no function “foo”"),
        ("//parents::div", "There is no axis “parents”"),
        ("//", "A name is missing"),
        ("contains(//p)", "takes 2 to 2 arguments"),
        ("//p[@id=$x]", "cannot be read"),
        ("(" * 30 + "//p" + ")" * 30, "nested more than 20 deep"),
        ("//p" * 1000, "longer than 2,000"),
        ("", "The expression ends early"),
    ],
)
def test_what_is_no_expression_is_refused_with_the_place(expression, said):
    with pytest.raises(NotXPath, match=said.replace("(", r"\(")):
        parse_xpath(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "//*[//*[//*]]",
        "//p[count(//p/following::*) > count(//p/preceding::*)]",
        "//p[contains(concat(//body, //body, //body), .)]",
        "//*[//* = //*]",
    ],
)
def test_an_expression_that_grows_with_the_square_of_the_page_is_given_up(expression):
    html = "<div>" + "<p>word</p>" * 3000 + "</div>"
    with pytest.raises(TooCostly):
        finder(html, max_looks=200_000).nodes(parse_xpath(expression))


@given(st.text(alphabet="/@*[]().|='\"pdivand or1- ,:containstext", max_size=60))
def test_any_text_is_an_expression_that_ends_or_is_refused(text):
    with suppress(NotXPath, TooCostly):
        finder(max_looks=20_000).strings(parse_xpath(text))
