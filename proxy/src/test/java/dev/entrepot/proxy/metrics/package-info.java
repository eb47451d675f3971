/** What is counted, and under which names. */
@NullMarked
package dev.entrepot.proxy.metrics;

import org.jspecify.annotations.NullMarked;
