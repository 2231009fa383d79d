"""Each file answers the questions about one thing; `activities.store.reading` passes them on."""
