/**
 * Bytes to serve: contents that need no memory however large they are
 * ({@link dev.entrepot.testkit.registry.content.BlobContent}), and images made of them
 * ({@link dev.entrepot.testkit.registry.content.ImageFixture},
 * {@link dev.entrepot.testkit.registry.content.IndexFixture}). The same seed gives the same bytes, always.
 */
@NullMarked
package dev.entrepot.testkit.registry.content;

import org.jspecify.annotations.NullMarked;
