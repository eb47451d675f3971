/** What is owed to the bucket, with doubles and a clock that moves when it is told to. */
@NullMarked
package dev.entrepot.core.upload;

import org.jspecify.annotations.NullMarked;
