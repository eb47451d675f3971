/**
 * Keeps the cache within its capacity: uses are noted, room is reserved for what arrives, and what is worth least goes
 * first when room runs out ({@link dev.entrepot.core.index.Usage} says what that is).
 *
 * <p>{@link dev.entrepot.core.evict.BoundedStore} is the door: every blob comes and goes through it.
 * {@link dev.entrepot.core.evict.Room} knows how much there is, {@link dev.entrepot.core.evict.Evictor} makes some, in
 * the background, and {@link dev.entrepot.core.evict.Census} finds what neither knows of after a crash.
 */
@NullMarked
package dev.entrepot.core.evict;

import org.jspecify.annotations.NullMarked;
