/** The doubles keep the promises of what they stand for. */
@NullMarked
package dev.entrepot.testkit.bucket;

import org.jspecify.annotations.NullMarked;
