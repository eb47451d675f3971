/**
 * What is wrong right now, and what was.
 *
 * <p>Starting point: {@link dev.entrepot.core.health.Health}. Whoever asks a dependency tells how it went; whoever answers
 * operators reads it. Nothing here decides anything.
 */
@NullMarked
package dev.entrepot.core.health;

import org.jspecify.annotations.NullMarked;
