"""Taking on hard cases, planning how they are solved, and seeing that they are."""
