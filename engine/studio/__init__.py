"""Where processes are made: folders and their versions, drafts, proposals. Everything that runs is `engine.process`."""
