"""XML from outside, in one place: no DTD is loaded, no entity is resolved, no host is asked, nothing huge is built."""

from __future__ import annotations

from lxml import etree


def parse(content: bytes, *, comments: bool = False) -> etree._Element:
    """The root of *content*, with its *comments* and processing instructions only where they are wanted.

    Raises `etree.XMLSyntaxError`. A DOCTYPE stays to be seen in `getroottree().docinfo`, for who refuses it.
    """
    # Made anew each time: an lxml parser is no thread's safe property, and a document is read once.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=not comments,
        remove_comments=not comments,
    )
    return etree.fromstring(content, parser)
