"""`init`: the first app.conf.yaml, from what there is already."""
