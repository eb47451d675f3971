/**
 * The configuration as validated immutable records, and its strict loader.
 *
 * <p>Starting points: {@link dev.entrepot.config.Configuration} has the keys, {@link dev.entrepot.config.ConfigLoader}
 * reads them from defaults, a file, environment variables and flags, and reports everything that is wrong at once.
 * {@link dev.entrepot.config.ConfigPrinter} and {@link dev.entrepot.config.ConfigReference} are made from the same
 * records. A new key is one record component with a {@link dev.entrepot.config.bind.Key}.
 */
@NullMarked
package dev.entrepot.config;

import org.jspecify.annotations.NullMarked;
