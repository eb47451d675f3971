/**
 * TLS towards clients: the server's certificate and how it is spoken.
 *
 * <p>Starting point: {@link dev.entrepot.proxy.tls.ServerTls}, made anew by each reload that changes the keys of {@code
 * tls}. Connections keep what they began with.
 */
@NullMarked
package dev.entrepot.proxy.tls;

import org.jspecify.annotations.NullMarked;
