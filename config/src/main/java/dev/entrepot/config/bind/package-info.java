/**
 * Binds settings to records. A key is a record component with a {@link dev.entrepot.config.bind.Key}: its name, type,
 * default, range, environment variable, documentation and printed form all follow from that one line.
 *
 * <p>Nothing here knows which keys exist. Starting points: {@link dev.entrepot.config.bind.Key},
 * {@link dev.entrepot.config.bind.RecordShape}, {@link dev.entrepot.config.bind.Binder}.
 */
@NullMarked
package dev.entrepot.config.bind;

import org.jspecify.annotations.NullMarked;
