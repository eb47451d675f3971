/**
 * Where settings come from: a tree of texts ({@link dev.entrepot.config.source.Setting}), each of which knows its
 * {@link dev.entrepot.config.source.Origin}, and the errors found in it.
 *
 * <p>Nothing here knows which keys exist. Starting points: {@link dev.entrepot.config.source.YamlFile},
 * {@link dev.entrepot.config.source.Problems}.
 */
@NullMarked
package dev.entrepot.config.source;

import org.jspecify.annotations.NullMarked;
