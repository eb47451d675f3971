/**
 * What is counted. {@link dev.entrepot.proxy.metrics.Metric} lists every name, from which {@code docs/metrics.md} is
 * written; {@link dev.entrepot.proxy.metrics.Metrics} is what the wiring hands to whoever has something to tell.
 *
 * <p>Labels are bounded: routes, kinds, and upstreams by their configured names; never a repository, a digest or a
 * client. Everything on a hit's path is looked up in arrays and added without locks.
 */
@NullMarked
package dev.entrepot.proxy.metrics;

import org.jspecify.annotations.NullMarked;
