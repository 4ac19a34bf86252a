"""The form-js components that Baton draws, one file a family; the folder is discovered, there is no list to edit."""
