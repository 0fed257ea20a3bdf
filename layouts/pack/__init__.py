"""The weekly review to send round, in several forms: PDF, slides, workbook and a frozen web page, with the same figures."""
