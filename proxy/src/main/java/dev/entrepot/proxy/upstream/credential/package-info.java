/**
 * Who we are to an upstream: passwords and tokens from the configuration, from files that may change, from Docker's {@code
 * config.json} and from credential helpers.
 *
 * <p>Starting point: {@link dev.entrepot.proxy.upstream.credential.CredentialSource}. A source is asked only when a registry
 * wants to see something, never for what is held here.
 *
 * <p>Sources read files and run programs, and so block: never on an event loop. No message says a secret.
 */
@NullMarked
package dev.entrepot.proxy.upstream.credential;

import org.jspecify.annotations.NullMarked;
