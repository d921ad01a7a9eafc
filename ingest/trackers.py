"""Pure: which query parameters say how a reader came, not what the page is."""

import re

PREFIXES = (
    "utm_", "mtm_", "pk_", "piwik_", "matomo_", "at_", "hsa_", "_hs", "stm_", "itm_", "oly_", "vero_", "ns_",
    "wt_", "wt.", "cm_mmc", "fb_action_", "ga_", "yandex_", "__hs", "__twitter_", "sailthru_", "trk_", "ml_subscriber",
)  # fmt: skip
"""Families of campaign parameters, lower case."""


def _words(text: str) -> frozenset[str]:
    """Return the words of a table that is easier to read as running text."""
    return frozenset(text.split())


NAMES = _words(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid ymclid twclid ttclid tblci igshid igsh li_fat_id epik
    mc_cid mc_eid mkt_tok mkcid mkevt mkrid ref_src ref_url wickedid s_cid ncid ocid smid cmpid xtor _openstat
    fb_source fb_ref rb_clickid sc_cid sc_campaign sc_channel sc_content sc_medium sc_outcome sc_geo sc_country
    spm scm srsltid guccounter guce_referrer guce_referrer_sig campaign_id campaign_medium campaign_name
    campaign_source campaign_term campaign_content dm_i elqtrack elqtrackid elqaid elqat nr_email_referer
    phpsessid jsessionid _ga _gl _kx _bta_tid _bta_c trk_contact trk_msg trk_module trk_sid ceneo_spo rtid
    sfmc_activityid sfmc_id sfmc_journey_id mindbox-click-id mindbox-message-key soc_src soc_trk
    """
)
"""Parameters that never say which page is meant, lower case."""

FEED_MARKS = _words("ref src source from via partner emc medium campaign origin referrer referer feed rss ftcamp cid")
"""Parameters that may name the page elsewhere; they go only where the value says that the reader came by a feed."""

_BY_FEED = re.compile(
    r"rss(?:[-_ .].{0,80}|\d|feeds?)?|atom|feeds?|feedburner|feedly|newsfeed|syndication", re.IGNORECASE
)


def is_tracker(name: str, value: str, host: str) -> bool:
    """Tell whether a query parameter (decoded) of a page at ``host`` only tracks.

    ``ref`` and its like do where they say ``rss``, or name the very host that they stand at.
    """
    name = name.lower()
    if name in NAMES or name.startswith(PREFIXES):
        return True
    if name not in FEED_MARKS:
        return False
    return bool(_BY_FEED.fullmatch(value)) or (name == "ref" and value.lower() == host)
