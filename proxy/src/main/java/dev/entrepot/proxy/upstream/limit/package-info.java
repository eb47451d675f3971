/**
 * What keeps an upstream from being asked too much, and us from asking in vain: rates, {@code Retry-After}, retries and
 * circuit breakers.
 *
 * <p>Starting points: {@link dev.entrepot.proxy.upstream.limit.LimitedExchanges} stands before every single exchange,
 * {@link dev.entrepot.proxy.upstream.limit.Attempts} around a whole question. Failsafe is used here and nowhere else in the
 * upstream client.
 *
 * <p>Waiting blocks the asking thread, interruptibly and within its deadline.
 */
@NullMarked
package dev.entrepot.proxy.upstream.limit;

import org.jspecify.annotations.NullMarked;
