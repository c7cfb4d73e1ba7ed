"""Components, layouts, and a catalogue form as a Django form."""
