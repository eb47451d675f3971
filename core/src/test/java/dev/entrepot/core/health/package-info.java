/** What health remembers. */
@NullMarked
package dev.entrepot.core.health;

import org.jspecify.annotations.NullMarked;
