package dev.entrepot.core.index;

import java.time.Instant;

/** The upstream had a tag once, and says that it has it no more: what others still remember of it is over. */
public record GoneTag(Instant checked) implements TagRecord {}
