package dev.entrepot.core.discovery;

/** Both kinds of lists. */
public record Discovery(TagLists tags, ReferrerLists referrers) {}
