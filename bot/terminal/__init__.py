"""Terminal output: displays results, coloured or plain, without computing them."""
