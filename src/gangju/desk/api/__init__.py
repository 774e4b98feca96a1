"""The desk for programs: the same questions and deeds under the same scope, described by OpenAPI."""
