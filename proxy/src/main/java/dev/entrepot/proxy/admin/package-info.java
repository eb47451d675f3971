/**
 * What operators are answered, on a port and an event loop of its own: a loop that is stuck in a cold {@code sendfile}
 * cannot hide that the process lives.
 *
 * <p>Starting points: {@link dev.entrepot.proxy.admin.AdminServer} listens, an {@link
 * dev.entrepot.proxy.admin.AdminEndpoint} answers one path. What may block runs on threads of its own; {@code /livez} and
 * {@code /readyz} never do.
 */
@NullMarked
package dev.entrepot.proxy.admin;

import org.jspecify.annotations.NullMarked;
