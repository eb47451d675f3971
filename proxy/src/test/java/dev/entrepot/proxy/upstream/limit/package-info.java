/** Tests of paces, retries and breakers, by clocks that stand still. */
@NullMarked
package dev.entrepot.proxy.upstream.limit;

import org.jspecify.annotations.NullMarked;
