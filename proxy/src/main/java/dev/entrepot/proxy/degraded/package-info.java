/**
 * What keeps a failure here from becoming an outage elsewhere: while the index or the disk is down, upstreams are asked more often
 * for the same, and so at a limited pace (design, section 7).
 *
 * <p>Starting points: {@link dev.entrepot.proxy.degraded.Degradation} knows whether something is down,
 * {@link dev.entrepot.proxy.degraded.Throttle} has the limits. Each upstream has its own, so that a crowd at one delays nobody at
 * another; whoever waits does so on a thread of its own.
 *
 * <p>Everything here blocks, interruptibly and within its deadline; without degradation it costs a volatile read or two.
 */
@NullMarked
package dev.entrepot.proxy.degraded;

import org.jspecify.annotations.NullMarked;
