/**
 * Who may ask: addresses, passwords and tokens of clients.
 *
 * <p>Starting point: {@link dev.entrepot.proxy.access.ClientRules}. It has two doors, as the use cases of {@code core}
 * have: {@code ready}, from memory or not at all, for event loops, and {@code check}, which may take as long as bcrypt
 * does. What a client shows is looked at here and nowhere else: it is never forwarded, logged, or part of a cache's key.
 */
@NullMarked
package dev.entrepot.proxy.access;

import org.jspecify.annotations.NullMarked;
