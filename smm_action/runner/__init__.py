"""The GitHub runner as an adapter: gate, inputs, events, workflow commands, summaries, runs."""
