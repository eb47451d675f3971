/**
 * What was done for one pull, and how long each of it took.
 *
 * <p>Starting point: {@link dev.entrepot.core.trace.Trace}. Whoever does work at a dependency tells the classifier of it already
 * ({@link dev.entrepot.core.diagnosis.Watch}); {@link dev.entrepot.core.trace.TracedWatch} notes the same in the trace of the pull
 * that the thread is at. The trace goes with the thread, and from there to others by {@link
 * dev.entrepot.core.trace.Trace#carrying} and {@link dev.entrepot.core.trace.Trace#errand}. What is answered from memory has none.
 */
@NullMarked
package dev.entrepot.core.trace;

import org.jspecify.annotations.NullMarked;
