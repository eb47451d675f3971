/**
 * The bucket as this process uses it: made from the configuration, left alone while it is down, counted.
 *
 * <p>Starting point: {@link dev.entrepot.proxy.bucket.GuardedBucket}.
 */
@NullMarked
package dev.entrepot.proxy.bucket;

import org.jspecify.annotations.NullMarked;
