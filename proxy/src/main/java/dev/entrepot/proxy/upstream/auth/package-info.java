/**
 * How a registry is convinced to answer: challenges, tokens and credentials (RFC 9110, section 11; distribution,
 * "Token Authentication").
 *
 * <p>Starting point: {@link dev.entrepot.proxy.upstream.auth.Authenticator}, which sends one request and answers what it is
 * challenged with. The rule behind everything here: credentials never leave the origin they are configured for, but for
 * the token service which that origin names.
 */
@NullMarked
package dev.entrepot.proxy.upstream.auth;

import org.jspecify.annotations.NullMarked;
