"""The gallery: what lrviz shows, case by case, the odd ones above all. Each is a command line and how it is caught."""
