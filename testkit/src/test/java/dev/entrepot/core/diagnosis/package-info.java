/** What the classifier makes of streams of outcomes that are known to be one kind of trouble. */
@NullMarked
package dev.entrepot.core.diagnosis;

import org.jspecify.annotations.NullMarked;
