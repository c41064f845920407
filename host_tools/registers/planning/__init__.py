"""The plan of compiling voter lists: steps, days, responsible people; its state follows from what is signed."""
