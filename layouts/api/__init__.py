"""What programs and spreadsheets read: the JSON API and the exports. What is in them comes from a Reader alone."""
