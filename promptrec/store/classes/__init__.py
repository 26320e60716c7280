"""Classes that go through the lesson together."""
