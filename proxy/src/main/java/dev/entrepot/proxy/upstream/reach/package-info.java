/**
 * How an address is reached, and which ones are not: forward proxies, private authorities, client certificates, and the
 * guard against being sent to where only we can go.
 *
 * <p>Starting points: {@link dev.entrepot.proxy.upstream.reach.ProxyRules} and {@link
 * dev.entrepot.proxy.upstream.reach.AddressGuard}. Nothing here blocks; {@code AddressCheck} and {@code Tunnel} run on event
 * loops.
 */
@NullMarked
package dev.entrepot.proxy.upstream.reach;

import org.jspecify.annotations.NullMarked;
