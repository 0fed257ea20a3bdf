"""Reading delimited files and folders of them."""
