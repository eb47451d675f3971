/** At what pace a check reads, and what it remembers of one that was ended. */
@NullMarked
package dev.entrepot.proxy.fsck;

import org.jspecify.annotations.NullMarked;
