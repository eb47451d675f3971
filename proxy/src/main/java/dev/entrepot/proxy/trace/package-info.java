/**
 * Sends traces of pulls to a collector, by OpenTelemetry's protocol.
 *
 * <p>Starting point: {@link dev.entrepot.proxy.trace.OtlpTraces}. Spans are made from what was noted when a pull has ended, by one
 * thread of its own, so that pulls know nothing of OpenTelemetry; without an {@code endpoint} none of its classes is loaded.
 */
@NullMarked
package dev.entrepot.proxy.trace;

import org.jspecify.annotations.NullMarked;
