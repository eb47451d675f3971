package dev.entrepot.proxy.upstream;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * One page of a list.
 *
 * @param next where it goes on
 * @param bytes it came as
 */
record ListPage<T>(List<T> entries, Optional<URI> next, int bytes) {}
