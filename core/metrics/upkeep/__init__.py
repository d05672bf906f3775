"""How rollups are kept right: triggers write what every change adds and takes, a merge folds that in, a rebuild makes all
of it anew from the rows, a verification compares the two."""
