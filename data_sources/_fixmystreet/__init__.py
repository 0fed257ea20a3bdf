"""What FixMyStreet's comments tell of its reports, and what is read beside them."""
