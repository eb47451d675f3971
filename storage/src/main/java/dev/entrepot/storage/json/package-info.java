/**
 * How records are written, on disk and in the bucket alike: small readable JSON with a version.
 *
 * <p>Written field by field instead of by reflection, because these files outlive the classes: a renamed component of a
 * record must not rename a field. Fields nobody knows are ignored; a version nobody knows is malformed.
 */
@NullMarked
package dev.entrepot.storage.json;

import org.jspecify.annotations.NullMarked;
