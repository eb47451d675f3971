/** The disk store on a real folder, with a disk that fails and processes that die where a test says. */
@NullMarked
package dev.entrepot.storage.disk;

import org.jspecify.annotations.NullMarked;
