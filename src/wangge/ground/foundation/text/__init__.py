"""Chinese text: cleaned, folded for search, masked, sorted by pinyin."""

from wangge.ground.foundation.folding import fold

from .cleaning import clean_line, clean_text
from .grams import bigrams, only_pairs, pairs_of, search_terms
from .masking import (
    mask_address,
    mask_address_public,
    mask_id_number,
    mask_name,
    mask_name_public,
    mask_phone,
    mask_plate,
    mask_within,
    phones_in,
)
from .numerals import from_chinese, to_chinese
from .pinyin import initials, name_initials, name_key, sort_key

__all__ = [
    "bigrams",
    "clean_line",
    "clean_text",
    "fold",
    "from_chinese",
    "initials",
    "mask_address",
    "mask_address_public",
    "mask_id_number",
    "mask_name",
    "mask_name_public",
    "mask_phone",
    "mask_plate",
    "mask_within",
    "name_initials",
    "name_key",
    "only_pairs",
    "pairs_of",
    "phones_in",
    "search_terms",
    "sort_key",
    "to_chinese",
]
