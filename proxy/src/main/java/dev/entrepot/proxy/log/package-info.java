/**
 * Where log lines go.
 *
 * <p>Starting point: {@link dev.entrepot.proxy.log.BatchingAppender}, which {@code logback.xml} names. Event loops must
 * never wait for a terminal or a full pipe, and a line must cost them next to nothing.
 */
@NullMarked
package dev.entrepot.proxy.log;

import org.jspecify.annotations.NullMarked;
