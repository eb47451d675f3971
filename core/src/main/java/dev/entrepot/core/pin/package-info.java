/**
 * Images that are never evicted: which ones an operator named, and what belongs to them right now.
 *
 * <p>{@link dev.entrepot.core.pin.Pins} is the starting point. What was pinned is kept in small files of its own, so that it
 * outlives the index; what belongs to it is read from the record files of manifests and tags, and followed as they change.
 */
@NullMarked
package dev.entrepot.core.pin;

import org.jspecify.annotations.NullMarked;
