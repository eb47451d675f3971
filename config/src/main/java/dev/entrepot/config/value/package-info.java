/**
 * Values that keys of the configuration may have and that the JDK has no type for, each with its written form.
 *
 * <p>Every {@code parse} here is strict, and what it says of a bad text names a remedy
 * ({@link dev.entrepot.config.value.InvalidValueException}). {@code toString} is the written form again, except for
 * {@link dev.entrepot.config.value.Secret}, which never shows itself.
 */
@NullMarked
package dev.entrepot.config.value;

import org.jspecify.annotations.NullMarked;
