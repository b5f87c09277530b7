"""What each pane shows, as markup, in the language of the interface."""
